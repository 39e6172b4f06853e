import Assets
import Logging
import NIOCore
import Synchronization
import NIOHTTP1

/// One HTTP/1.1 connection, or one HTTP/2 stream: takes requests in order, answers each, keeps the limits. Its state is plain variables on its
/// event loop.
final class HTTPHandler: ChannelInboundHandler, LoopMember {
    typealias InboundIn = HTTPServerRequestPart

    /// What carries the messages.
    enum Carrier {
        case plain
        case tls
        /// A stream of an HTTP/2 connection: one request, framed by its codec.
        case stream(of: HTTP2Connection)
    }

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
    /// Where answers go out: nothing between here and the socket (or TLS) looks at them, so they pass no other handler.
    var outlet: ChannelHandlerContext? { watch.context ?? context }
    var phase = Phase.idle
    /// Requests that came while one was being answered.
    private(set) var waiting = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 1)
    private var waitingBytes = 0
    private var isCatchingUp = false
    var head = HTTPHandler.noHead
    var validation = RequestHeadValidation()
    var body = ByteBuffer()
    private var droppedBody = 0
    /// When the head, or the body, has to be whole, or the next request has to begin.
    var deadline: NIODeadline?
    var isReading = false
    var hasWritten = false
    /// The socket, while answers go straight to it; -1 with TLS, on a stream, and from the connection's end on.
    var descriptor: CInt = -1
    /// Whether the channel was given bytes and may hold some of them still.
    var channelHolds = false
    /// Whether the answer's body goes out in chunks.
    var isChunked = false
    /// Bytes that wait for the client, and since when it has taken none of them.
    var unsent: (bytes: Int, since: NIODeadline)?
    /// The later request on this connection that could not be parsed; answered in its turn.
    private(set) var parserError: HTTPParserError?
    var hasAnswered = false
    private(set) lazy var watch = HeadTimeout(self)
    var closeBy: NIODeadline?
    var chat: ChatResponder?
    /// Kept in development only, where every request has its line.
    var record: RequestRecord?
    /// Called when the connection ends while an answer is on its way.
    var onClose: (() -> Void)?
    let carrier: Carrier

    /// Stands where no request is; shared, since every connection begins with it.
    static let noHead = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    /// Largest body that is taken or dropped, in bytes.
    static let bodyLimit = 65_536
    /// How long what still comes is read and dropped before the close.
    private static let lingerTime = TimeAmount.seconds(1)
    /// How long a connection may wait for its next request; browsers and proxies expect about a minute.
    static let keepAliveTime = TimeAmount.seconds(75)

    init(loop: LoopContext, carrier: Carrier) {
        self.loop = loop
        self.carrier = carrier
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // After TLS's handshake the channel is active already.
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) { start(context) }

    private func start(_ context: ChannelHandlerContext) {
        loop.add(self)
        switch carrier {
        case .plain: descriptor = Outbox.descriptor(of: context.channel) ?? -1
        case .tls: break
        case .stream(let connection): connection.streamBegan()
        }
        loop.updateClock()
        deadline = loop.now + loop.core.settings.timeouts.header
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        if case .stream(let connection) = carrier { connection.streamEnded() }
        phase = .closing
        logRequest()
        let chat = chat
        self.chat = nil
        chat?.clientLeft()
        let onClose = onClose
        self.onClose = nil
        onClose?()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        isReading = true
        if case .stream = carrier {
            loop.updateClock()
            // From here on a stream's request is like any other.
            if case .head(var head) = part {
                head.version = .http1_1
                part = .head(head)
            }
        } else {
            switch part {
            case .head: watch.headCame()
            case .body: watch.bodyCame()
            case .end: watch.messageEnded()
            }
        }
        guard phase != .closing else { return }
        guard phase != .answering else {
            waiting.append(part)
            waitingBytes += Self.weight(of: part)
            return
        }
        take(part)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flushNow()
        readOn()
    }

    /// What a waiting part counts, in bytes; a head counts as one of usual size.
    private static func weight(of part: HTTPServerRequestPart) -> Int {
        if case .body(let bytes) = part { bytes.readableBytes } else { 1024 }
    }

    /// Reads on unless the client sends much and takes little; under a stream always, to see the client leave.
    private func readOn() {
        let isStreaming = chat != nil || onClose != nil
        guard let context, waitingBytes < Self.bodyLimit, context.channel.isWritable || isStreaming || phase == .closing else { return }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        chat?.writabilityChanged(isWritable)
        if isWritable { readOn() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Half a close is a whole one: whoever sends no more does not wait for a stream either.
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // After a refusal the decoder complains of every further read; what comes is dropped until the close.
        guard phase != .closing, parserError == nil else { return }
        guard let error = error as? HTTPParserError else { return abort() }
        guard phase != .answering else { return parserError = error }
        refuse(error)
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
        validation = RequestHeadValidation(head, knownHost: loop.knownHost)
        if validation.refusal == nil { loop.knownHost = validation.host }
        if validation.hasLooseValue {
            self.head.headers = RequestHeadValidation.trimmed(head.headers)
            validation = RequestHeadValidation(self.head)
        }
        body.clear()
        droppedBody = 0
        phase = .body
        deadline = loop.now + loop.core.settings.timeouts.header
        if let site = loop.core.parts.site {
            record = RequestRecord(started: loop.eventLoop.now)
            if site.owns(validation.path) { validation.route = .interceptor }
        }
        if let refusal = validation.refusal { return refuse(refusal.status, refusal.message) }
        // CONNECT and upgrades leave the decoder deaf: the answer ends the connection.
        let isDeaf = head.method == .CONNECT || validation.isUpgrade
        if isDeaf { validation.keepsAlive = false }
        if isChat { return beginChat() }
        if let length = validation.declaredLength, length > Self.bodyLimit { return refuse(413, "The request's body is too large.") }
        if validation.expectsContinue { continueRequest() }
        if isDeaf { dispatch() }
    }

    private func add(_ bytes: ByteBuffer) {
        guard phase == .body else { return }
        if validation.route.takesBody {
            guard body.readableBytes + bytes.readableBytes <= Self.bodyLimit else { return bodyTooLarge() }
            body.writeImmutableBuffer(bytes)
        } else {
            droppedBody += bytes.readableBytes
            if droppedBody > Self.bodyLimit { refuse(413, "The request's body is too large.") }
        }
    }

    /// The answer is written: takes the next request, or ends.
    func finishAnswer() {
        logRequest()
        chat = nil
        onClose = nil
        hasAnswered = true
        guard validation.keepsAlive, !loop.core.isDraining.load(ordering: .relaxed) else { return endAfterAnswer() }
        endBody()
        if !isReading { flushNow() }
        phase = .idle
        deadline = loop.now + (watch.isInHead ? loop.core.settings.timeouts.header : Self.keepAliveTime)
        // An answer that is given at once comes back here: the outermost call takes all that waits.
        guard !isCatchingUp, !waiting.isEmpty || parserError != nil || !isReading else { return }
        isCatchingUp = true
        while phase != .answering, phase != .closing, let part = waiting.popFirst() {
            waitingBytes -= Self.weight(of: part)
            take(part)
        }
        isCatchingUp = false
        if let parserError, phase == .idle || phase == .body { return refuse(parserError) }
        if !isReading { readOn() }
    }

    /// Flushes, shuts the sending side and drops what still comes for a while, so that the client sees the answer (RFC 9112 §9.6).
    func endAfterAnswer() {
        guard let context, phase != .closing else { return }
        logRequest()
        endBody()
        phase = .closing
        waiting.removeAll()
        waitingBytes = 0
        closeBy = loop.eventLoop.now + Self.lingerTime
        flushNow()
        switch carrier {
        case .tls: return context.close(promise: nil)
        // Who ends the connection by its own word sends nothing more that a close could throw away.
        case .plain where validation.saysClose && !watch.isInMessage && unsentBytes == 0: return context.close(promise: nil)
        case .plain: context.close(mode: .output, promise: nil)
        // A reset now would make clients throw the answer away.
        case .stream: break
        }
        context.read()
    }

    func abort() {
        logRequest()
        phase = .closing
        context?.close(promise: nil)
    }

    /// Writes development's line of a request at its end; a chat writes its own.
    private func logRequest() {
        guard let record else { return }
        self.record = nil
        guard chat == nil else { return }
        loop.core.parts.accessLogger.info("request", metadata: record.facts(head, path: validation.path, now: loop.eventLoop.now))
    }
}
