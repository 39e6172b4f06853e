import NIOCore

/// Asks a forward proxy to lead on to the upstream (`CONNECT`, RFC 9110 §9.3.6), then leaves the pipeline to what speaks with the upstream itself.
final class ProxyConnectHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let target: String
    private let authorizationField: String
    private let opened: (ChannelHandlerContext) throws -> Void
    private var answer = ByteBuffer()

    /// - Parameters:
    ///   - target: `host:port` of the upstream.
    ///   - authorizationField: With its line end; empty where there is none.
    ///   - opened: Puts the next handlers behind this one once the way is open.
    init(target: String, authorizationField: String, opened: @escaping (ChannelHandlerContext) throws -> Void) {
        self.target = target
        self.authorizationField = authorizationField
        self.opened = opened
    }

    func channelActive(context: ChannelHandlerContext) {
        let request = "CONNECT \(target) HTTP/1.1\r\nhost: \(target)\r\n\(authorizationField)\r\n"
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer.writeImmutableBuffer(unwrapInboundIn(data))
        guard let end = Self.headEnd(answer) else {
            if answer.readableBytes > ResponseHead.limit { refuse(context, status: nil) }
            return
        }
        guard let bytes = answer.readBytes(length: end), let head = ResponseHead(bytes[...]) else { return refuse(context, status: nil) }
        // 1xx goes before the answer proper.
        guard head.status >= 200 else { return channelRead(context: context, data: NIOAny(ByteBuffer())) }
        guard head.status < 300 else { return refuse(context, status: head.status) }
        do {
            try opened(context)
        } catch {
            context.fireErrorCaught(error)
            return
        }
        if answer.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(answer)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext, status: Int?) { context.fireErrorCaught(ProxyRefusal(status: status)) }

    /// Where the blank line behind a head ends.
    private static func headEnd(_ bytes: ByteBuffer) -> Int? {
        let view = bytes.readableBytesView
        guard let found = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        return view.distance(from: view.startIndex, to: found.upperBound)
    }
}
