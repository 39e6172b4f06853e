import Assets
import NIOCore
import Synchronization
import NIOHTTP1

/// One HTTP/1.1 connection: takes requests in order, answers each, keeps the limits. Its state is plain variables on its event loop.
final class HTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    enum Phase: Equatable {
        /// Between requests; `false` until the connection's first byte.
        case idle
        /// The head is in, the body comes.
        case body
        /// An answer is on its way that takes more than this read.
        case answering
        /// The last answer was given; what still comes is dropped.
        case closing
    }

    let loop: LoopContext
    var context: ChannelHandlerContext?
    var phase = Phase.idle
    /// Requests that came while one was being answered.
    private var waiting: [HTTPServerRequestPart] = []
    private var waitingBytes = 0
    var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    var judgement = HeadJudgement(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"))
    var body = ByteBuffer()
    private var droppedBody = 0
    /// When the head, or the body, has to be whole.
    var deadline: NIODeadline?
    private var isReading = false
    private var hasWritten = false
    /// Since when the client takes nothing.
    private var blockedSince: NIODeadline?
    private var closeBy: NIODeadline?
    var chat: ChatGuest?
    /// Called when the connection ends while an answer is on its way.
    var onClose: (() -> Void)?
    let isSecure: Bool

    /// Largest body that is taken or dropped, in bytes.
    static let bodyLimit = 65_536
    /// How long what still comes is read and dropped before the close.
    private static let lingerTime = TimeAmount.seconds(1)

    init(loop: LoopContext, isSecure: Bool) {
        self.loop = loop
        self.isSecure = isSecure
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) {
        loop.add(self)
        deadline = loop.eventLoop.now + loop.core.settings.timeouts.header
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        phase = .closing
        let chat = chat
        self.chat = nil
        chat?.clientLeft()
        let onClose = onClose
        self.onClose = nil
        onClose?()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        loop.updateClock()
        let part = unwrapInboundIn(data)
        isReading = true
        guard phase != .closing else { return }
        guard phase != .answering else {
            waiting.append(part)
            if case .body(let bytes) = part { waitingBytes += bytes.readableBytes } else { waitingBytes += 1024 }
            return
        }
        take(part)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        if hasWritten {
            hasWritten = false
            context.flush()
        }
        readOn()
    }

    /// Reads on unless the client sends much and takes little.
    private func readOn() {
        guard let context, waitingBytes < Self.bodyLimit, context.channel.isWritable || phase == .answering || phase == .closing else {
            return
        }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        blockedSince = isWritable ? nil : loop.eventLoop.now
        chat?.writabilityChanged(isWritable)
        if isWritable { readOn() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Half a close is a whole one: whoever sends no more does not wait for a stream either.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else {
            if phase != .closing, !(error is NIOHTTP1.HTTPParserError) {
                guard !(error is ChannelError) else { return context.close(promise: nil) }
                if "\(error)".contains("dataReceivedInErrorState") { return }
                context.close(promise: nil)
            }
            return
        }
        guard phase != .closing, phase != .answering else { return abort() }
        let (status, message): (Int, String) =
            switch error {
            case .headerOverflow: (431, "The request's head is too large.")
            case .invalidMethod: (501, "The method is not known here.")
            case .invalidVersion: (505, "Only HTTP/1.0 and HTTP/1.1 are possible.")
            default: (400, "The request is malformed.")
            }
        refuse(status, message)
    }

    // MARK: - Parts of a request

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): add(bytes)
        case .end:
            guard phase == .body else { return }
            deadline = nil
            dispatch()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        self.head = head
        judgement = HeadJudgement(head)
        body.clear()
        droppedBody = 0
        phase = .body
        deadline = loop.eventLoop.now + loop.core.settings.timeouts.header
        if let refusal = judgement.refusal { return refuse(refusal.status, refusal.message) }
        // CONNECT and upgrades leave the decoder deaf: the answer ends the connection.
        if head.method == .CONNECT { judgement.keepsAlive = false }
        if head.headers.contains(name: "upgrade"),
            head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" })
        {
            judgement.keepsAlive = false
        }
        if isChat { return beginChat() }
        if let length = judgement.declaredLength, length > Self.bodyLimit { return refuse(413, "The request's body is too large.") }
        if judgement.expectsContinue { continueRequest() }
        if head.method == .CONNECT || !judgement.keepsAlive && head.headers.contains(name: "upgrade") { dispatch() }
    }

    private func add(_ bytes: ByteBuffer) {
        guard phase == .body else { return }
        if isChat || (loop.core.parts.site?.owns(judgement.path) ?? false) {
            guard body.readableBytes + bytes.readableBytes <= Self.bodyLimit else { return bodyTooLarge() }
            body.writeImmutableBuffer(bytes)
        } else {
            droppedBody += bytes.readableBytes
            if droppedBody > Self.bodyLimit { refuse(413, "The request's body is too large.") }
        }
    }

    func continueRequest() { write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")) }

    // MARK: - Writing

    /// Writes now, or with the rest of this read.
    func write(_ bytes: ByteBuffer) {
        guard let context else { return }
        if isReading {
            hasWritten = true
            context.write(wrapOutboundOut(bytes), promise: nil)
        } else {
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
    }

    /// The answer is written: takes the next request, or ends.
    func finishAnswer() {
        chat = nil
        onClose = nil
        guard judgement.keepsAlive, !loop.core.isDraining.load(ordering: .relaxed) else { return endAfterAnswer() }
        phase = .idle
        deadline = nil
        let parts = waiting
        waiting = []
        waitingBytes = 0
        for (index, part) in parts.enumerated() {
            guard phase != .answering, phase != .closing else {
                waiting = Array(parts[index...])
                return
            }
            take(part)
        }
        if !isReading { readOn() }
    }

    /// Flushes, shuts the sending side and drops what still comes for a while, so that the client sees the answer (RFC 9112 §9.6).
    func endAfterAnswer() {
        guard let context, phase != .closing else { return }
        phase = .closing
        waiting = []
        waitingBytes = 0
        closeBy = loop.eventLoop.now + Self.lingerTime
        hasWritten = false
        context.flush()
        if isSecure { return context.close(promise: nil) }
        context.close(mode: .output, promise: nil)
        context.read()
    }

    func abort() {
        phase = .closing
        context?.close(promise: nil)
    }

    /// A whole answer in text.
    func answer(_ status: Int, _ fields: [(name: String, value: String)], _ bytes: ByteBuffer?) {
        let keepsAlive = judgement.keepsAlive && !loop.core.isDraining.load(ordering: .relaxed)
        var message = ResponseText.head(status, date: loop.date, fields, keepsAlive: keepsAlive, isHTTP10: head.version.minor == 0)
        if let bytes, head.method != .HEAD { message.writeImmutableBuffer(bytes) }
        write(message)
    }

    /// An error answer, after which the connection ends.
    func refuse(_ status: Int, _ message: String) {
        loop.updateClock()
        judgement.keepsAlive = false
        if isChat, status != 501 { return refuseChat(status, message) }
        let text = message + "\n"
        answer(
            status,
            [
                ("content-type", "text/plain; charset=utf-8"), ("content-length", "\(text.utf8.count)"), ("cache-control", "no-store"),
                ResponseText.safe,
            ],
            ByteBuffer(string: text))
        loop.core.metrics.countRequest(route: "refused", status: status)
        endAfterAnswer()
    }

    // MARK: - Time

    /// Looks after a client that is too slow; several times a second.
    func look(_ now: NIODeadline) {
        if let closeBy, now >= closeBy { return abort() }
        if let deadline, now >= deadline {
            self.deadline = nil
            if phase == .body {
                loop.updateClock()
                return isChat ? chatTimedOut() : refuse(408, "The request took too long.")
            }
            return headTimedOut()
        }
        if chat == nil, let blockedSince, now >= blockedSince + loop.core.settings.timeouts.write { abort() }
    }

    /// A head that began but is not whole gets 408; a connection that sent nothing is just closed.
    private func headTimedOut() {
        abort()
    }

    func drain() {
        if phase == .idle { context?.close(promise: nil) }
    }

    func cutForDrain() {
        if let chat { chat.cutForDrain() } else { context?.close(promise: nil) }
    }
}
