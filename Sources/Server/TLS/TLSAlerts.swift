import NIOCore

/// Stands on the network's side of NIOSSL and sees to it that a client is told why its connection ends (F-59).
///
/// - A hello that offers none of our protocols is answered with `no_application_protocol` (RFC 7301 §3.2); NIOSSL has no way to.
/// - NIOSSL closes after a fatal error and leaves the alert that belongs to it (RFC 8446 §6.2) unsent; here it is fetched before the close.
final class TLSAlerts: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let protocols: [[UInt8]]
    /// The hello as far as it is in; nil once it has been looked at.
    private var hello: ByteBuffer? = ByteBuffer()
    private var reads = 0
    private var isClosing = false

    /// Most reads that are looked at, since each is looked at from the hello's start; a client sends its hello in one or two.
    private static let readLimit = 64

    /// A fatal alert before any key is agreed on: record type 21, TLS 1.2, two bytes, level 2, `no_application_protocol`.
    static let noApplicationProtocol: [UInt8] = [21, 3, 3, 0, 2, 2, 120]

    /// - Parameter protocols: ALPN names that the server knows.
    init(protocols: [String]) { self.protocols = protocols.map { Array($0.utf8) } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard var seen = hello else { return context.fireChannelRead(data) }
        guard !isClosing else { return }
        let bytes = unwrapInboundIn(data)
        seen.writeImmutableBuffer(bytes)
        reads += 1
        switch ClientHello.read(seen) {
        case .incomplete where seen.readableBytes <= ClientHello.limit && reads < Self.readLimit: hello = seen
        case .offers(let names?) where !names.contains(where: protocols.contains):
            isClosing = true
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Self.noApplicationProtocol)), promise: nil)
            context.close(promise: nil)
            return
        case .incomplete, .offers, .malformed: hello = nil
        }
        context.fireChannelRead(wrapInboundOut(bytes))
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .all, !isClosing {
            isClosing = true
            // NIOSSL writes what TLS has ready when a read is over, whatever its state.
            context.fireChannelReadComplete()
        }
        context.close(mode: mode, promise: promise)
    }
}
