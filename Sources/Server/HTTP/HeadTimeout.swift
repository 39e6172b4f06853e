import NIOCore
import NIOHTTP1

/// Stands before the decoder. It gives requests to the fast path, and it knows whether a request's head has begun and is not whole: the decoder
/// delivers whole heads only, so a head that trickles would be invisible (docs/static-files.md §1.7).
final class HeadTimeout: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private unowned let handler: HTTPHandler
    /// While it stands in a pipeline, which is never so on a stream of HTTP/2.
    private(set) var context: ChannelHandlerContext?
    /// Whether the decoder is there; it comes with the first request that needs it.
    private var hasDecoder = false
    /// Whether the decoder may hold the beginning of a message that does not show in `isInHead`: bytes behind a body.
    private var hasHadBody = false
    /// Whether bytes of a head that is not whole have come; blank lines before it are none.
    private var isInHead = false
    /// Whether a head is in whose message has not ended.
    private(set) var isInMessage = false
    private var messagesInRead = 0
    private var lastHadBody = false
    /// The last four bytes that came, the latest one lowest.
    private var tail: UInt32 = 0
    private var version = LaterMinorVersion()

    init(_ handler: HTTPHandler) { self.handler = handler }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// What the decoder made of the bytes.
    func took(_ part: HTTPServerRequestPart) {
        switch part {
        case .head:
            (isInMessage, lastHadBody) = (true, false)
            messagesInRead += 1
        case .body: (lastHadBody, hasHadBody) = (true, true)
        case .end: isInMessage = false
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        handler.worker.clock.update()
        var bytes = unwrapInboundIn(data)
        if !isInHead, !isInMessage, !hasHadBody, handler.takesFastPath, handler.answerFast(&bytes) { return }
        do {
            try addDecoder(context)
        } catch {
            return context.fireErrorCaught(error)
        }
        let (wasInMessage, wasInHead) = (isInMessage, isInHead)
        // Behind a body the beginning of a head may have come already, so what comes next need not be a request line.
        if !wasInMessage, !lastHadBody { version.replace(in: &bytes, isAtStart: !wasInHead) }
        keepTail(bytes)
        messagesInRead = 0
        context.fireChannelRead(wrapInboundOut(bytes))
        guard !isInMessage else { return isInHead = false }
        if messagesInRead == 0, !wasInMessage {
            isInHead = wasInHead || bytes.readableBytesView.contains { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        } else {
            // A message without a body ends in an empty line. What is behind a body shows with the next byte.
            isInHead = !lastHadBody && tail != 0x0D0A_0D0A
        }
        if isInHead, !wasInHead || messagesInRead > 0 { handler.headBegan() }
    }

    private func keepTail(_ bytes: ByteBuffer) {
        for byte in bytes.readableBytesView.suffix(4) { tail = tail << 8 | UInt32(byte) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        handler.writer.leaveSocket()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        handler.writer.leaveSocket()
        context.fireErrorCaught(error)
    }

    /// The decoder costs a connection more than all else; many a connection asks for files alone.
    private func addDecoder(_ context: ChannelHandlerContext) throws {
        guard !hasDecoder else { return }
        hasDecoder = true
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 16 << 10
        limits.maxHeaderFieldSize = 16 << 10
        limits.maxHeaderFieldCount = 256
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
        try context.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder), position: .after(self))
    }
}
