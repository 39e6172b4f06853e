import NIOCore

/// Stands before the decoder and knows whether a request's head has begun and is not whole: the decoder delivers whole heads only, so a
/// head that trickles would be invisible (static-cases.md, "Connections", time).
final class HeadWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private unowned let handler: HTTPHandler
    /// Whether bytes of a head that is not whole have come; blank lines before it are none.
    private(set) var isInHead = false
    /// Whether a head is in whose message has not ended.
    private(set) var isInMessage = false
    private var messagesInRead = 0
    private var lastHadBody = false

    init(_ handler: HTTPHandler) { self.handler = handler }

    // MARK: - What the decoder made of the bytes

    func headCame() {
        isInMessage = true
        messagesInRead += 1
        lastHadBody = false
    }

    func bodyCame() { lastHadBody = true }

    func messageEnded() { isInMessage = false }

    // MARK: - The bytes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        handler.loop.updateClock()
        let bytes = unwrapInboundIn(data)
        let (wasInMessage, wasInHead) = (isInMessage, isInHead)
        messagesInRead = 0
        context.fireChannelRead(data)
        guard !isInMessage else { return isInHead = false }
        if messagesInRead == 0, !wasInMessage {
            isInHead = isInHead || bytes.readableBytesView.contains { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        } else {
            // A message without a body ends in an empty line. What is behind a body shows with the next byte.
            isInHead = !lastHadBody && bytes.getInteger(at: bytes.writerIndex - 4, as: UInt32.self) != 0x0D0A_0D0A
        }
        if isInHead, !wasInHead { handler.headBegan() }
    }
}
