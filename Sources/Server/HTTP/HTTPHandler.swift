import Assets
import Logging
import NIOCore
import NIOHTTP1

/// One HTTP/1.1 connection, or one HTTP/2 stream: takes requests in order and gives each its answer. What follows from what happens is decided by
/// ``HTTPConnectionState``, what goes out by ``ResponseWriter``; this hands events to the one and carries its actions out by the other.
final class HTTPHandler: ChannelInboundHandler, RegisteredConnection {
    typealias InboundIn = HTTPServerRequestPart

    let worker: Worker
    let writer: ResponseWriter
    var state: HTTPConnectionState
    private(set) var context: ChannelHandlerContext?
    var head = HTTPHandler.noHead
    var validation = RequestHeadValidation()
    var body = ByteBuffer()
    private var droppedBody = 0
    /// Requests that came while one was being answered.
    private var waiting = PendingParts()
    private var isCatchingUp = false
    /// The later request on this connection that could not be parsed; answered in its turn.
    private var parserError: HTTPParserError?
    private(set) lazy var watch = HeadTimeout(self)
    var chat: ChatResponder?
    /// Kept in development only, where every request has its line.
    var record: RequestRecord?
    /// Called when the connection ends while an answer is on its way.
    var onClose: (() -> Void)?

    /// Stands where no request is; shared, since every connection begins with it.
    static let noHead = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
    /// Largest body that is taken or dropped, in bytes.
    static let bodyLimit = 65_536

    init(worker: Worker, carrier: ResponseWriter.Carrier) {
        self.worker = worker
        writer = ResponseWriter(worker: worker, carrier: carrier)
        let timeouts = worker.core.settings.timeouts
        let ending: HTTPConnectionState.Ending =
            switch carrier {
            case .plain: .halfCloses
            case .tls: .closes
            case .stream: .byItself
            }
        state = HTTPConnectionState(limits: .init(header: timeouts.header, write: timeouts.write), ending: ending)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // After TLS's handshake the channel is active already.
        if context.channel.isActive { start(context) }
    }

    func channelActive(context: ChannelHandlerContext) { start(context) }

    private func start(_ context: ChannelHandlerContext) {
        worker.connections.add(self)
        writer.open(watch.context ?? context)
        if case .stream(let connection) = writer.carrier { connection.streamBegan() }
        worker.clock.update()
        state.opened(worker.clock.now)
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.closed()
        writer.close()
        worker.connections.remove(self)
        if case .stream(let connection) = writer.carrier { connection.streamEnded() }
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
        writer.isReading = true
        if writer.isStream {
            worker.clock.update()
            // From here on a stream's request is like any other.
            if case .head(var head) = part {
                head.version = .http1_1
                part = .head(head)
            }
        } else {
            watch.took(part)
        }
        guard isOpen else { return }
        if state.phase == .answering { waiting.append(part) } else { take(part) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        writer.isReading = false
        writer.flush()
        readOn()
    }

    /// Whether a next request can still be taken.
    private var isOpen: Bool {
        switch state.phase {
        case .idle, .receiving, .answering: true
        case .ending, .lingering, .closed: false
        }
    }

    /// Whether an answer runs that nobody waits for who has left.
    private var isStreaming: Bool { chat != nil || onClose != nil }

    /// Reads on unless the client sends much and takes little; under a stream always, to see the client leave.
    private func readOn() {
        guard let context, !waiting.isFull, context.channel.isWritable || isStreaming || !isOpen else { return }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        chat?.writabilityChanged(isWritable)
        if isWritable { readOn() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            carryOut(state.inputClosed(isStreaming: isStreaming, isFlushed: writer.unflushed == 0))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // After a refusal the decoder complains of every further read; what comes is dropped until the close.
        guard isOpen, parserError == nil else { return }
        guard let error = error as? HTTPParserError else { return abort() }
        guard state.phase != .answering else { return parserError = error }
        refuse(error)
    }

    // MARK: - Parts of a request

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): begin(head)
        case .body(let bytes): add(bytes)
        case .end:
            guard state.phase == .receiving else { return }
            dispatch()
        }
    }

    private func begin(_ head: HTTPRequestHead) {
        self.head = head
        validation = RequestHeadValidation(head, knownHost: worker.knownHost)
        if validation.refusal == nil { worker.knownHost = validation.host }
        if validation.hasLooseValue {
            self.head.headers = RequestHeadValidation.trimmed(head.headers)
            validation = RequestHeadValidation(self.head)
        }
        body.clear()
        droppedBody = 0
        state.head(worker.clock.now)
        if let site = worker.core.parts.site {
            record = RequestRecord(started: worker.eventLoop.now)
            if site.owns(validation.path) { validation.route = .interceptor }
        }
        if let refusal = validation.refusal { return refuse(refusal.status, refusal.message) }
        // CONNECT and upgrades leave the decoder deaf: the answer ends the connection.
        let isDeaf = head.method == .CONNECT || validation.isUpgrade
        if isDeaf { validation.keepsAlive = false }
        if isChat { return beginChat() }
        if isBooking { return beginBooking() }
        if let length = validation.declaredLength, length > Self.bodyLimit { return refuse(413, "The request's body is too large.") }
        if validation.expectsContinue { writer.writeContinue() }
        if isDeaf { dispatch() }
    }

    private func add(_ bytes: ByteBuffer) {
        guard state.phase == .receiving else { return }
        if validation.route.takesBody {
            guard body.readableBytes + bytes.readableBytes <= validation.route.bodyLimit else { return bodyTooLarge() }
            body.writeImmutableBuffer(bytes)
        } else {
            droppedBody += bytes.readableBytes
            if droppedBody > Self.bodyLimit { refuse(413, "The request's body is too large.") }
        }
    }

    // MARK: - Answers

    /// Whether the connection lives on after the answer in the making.
    var keepsAlive: Bool { validation.keepsAlive && !worker.isDraining && !state.isLastByClient }

    private var manner: ResponseWriter.Manner {
        .init(keepsAlive: keepsAlive, isHTTP10: head.version.minor == 0, isHead: head.method == .HEAD)
    }

    /// A whole answer, or the head and the beginning of one; `isMoreToCome`: the rest follows, and with it the flush.
    func answer(_ status: Int, _ fields: [(name: String, value: String)], _ bytes: ByteBuffer?, isMoreToCome: Bool = false) {
        note(status)
        writer.answer(status, fields, bytes, manner, isMoreToCome: isMoreToCome)
    }

    /// The head of an answer whose length is not known.
    func beginBody(_ status: Int, _ fields: [(name: String, value: String)]) {
        note(status)
        // To an old client only the close can tell the end.
        if head.version.minor == 0, !writer.isStream { validation.keepsAlive = false }
        writer.beginBody(status, fields, manner)
    }

    /// An answer that was made with its file.
    func answer(_ prerendered: PrerenderedResponse) {
        if !writer.isStream, keepsAlive, head.version.minor == 1 {
            note(prerendered.status)
            writer.write(prerendered, isHead: head.method == .HEAD)
        } else {
            answer(prerendered.status, prerendered.fields, prerendered.body)
        }
    }

    private func note(_ status: Int) {
        record?.status = status
        // A chat is counted at its end, by what became of it.
        if validation.route != .chat { worker.metrics.countAnswer(validation.route, status) }
    }

    /// The answer is written: takes the next request, or ends.
    func finishAnswer() {
        logRequest()
        chat = nil
        onClose = nil
        guard keepsAlive else { return endAfterAnswer() }
        writer.end()
        if !writer.isReading { writer.flush() }
        state.answered(worker.clock.now)
        // An answer that is given at once comes back here: the outermost call takes all that waits.
        guard !isCatchingUp, !waiting.isEmpty || parserError != nil || !writer.isReading else { return }
        isCatchingUp = true
        while state.phase == .idle || state.phase == .receiving, let part = waiting.popFirst() { take(part) }
        isCatchingUp = false
        if let parserError, state.phase == .idle || state.phase == .receiving { return refuse(parserError) }
        if !writer.isReading { readOn() }
    }

    /// Ends our side of the connection behind the answer; what still comes is dropped.
    func endAfterAnswer() {
        guard isOpen, let context else { return }
        logRequest()
        writer.end()
        writer.flush()
        waiting.removeAll()
        carryOut(state.end(mayClose: validation.saysClose && !watch.isInMessage, isFlushed: writer.unflushed == 0))
        context.read()
    }

    func abort() {
        logRequest()
        carryOut(.cut)
    }

    func carryOut(_ action: HTTPConnectionState.Action) {
        guard action != .none, let context else { return }
        switch action {
        case .none: return
        case .refuseSlowRequest: return refuseSlowRequest()
        case .shutOutput:
            writer.leaveSocket()
            writer.flush()
            context.close(mode: .output, promise: nil)
        case .closeWhenFlushed: writer.whenFlushed { [weak self] in self?.context?.close(promise: nil) }
        case .close, .cut:
            state.closed()
            writer.leaveSocket()
            context.close(promise: nil)
        }
    }

    private func refuseSlowRequest() {
        worker.clock.update()
        if state.phase == .receiving, isChat { return chatTimedOut() }
        if state.phase != .receiving { forgetRequest() }
        refuse(408, "The request took too long.")
    }

    /// Writes development's line of a request at its end; a chat writes its own.
    private func logRequest() {
        guard let record else { return }
        self.record = nil
        guard chat == nil else { return }
        worker.core.parts.accessLogger.info("request", metadata: record.facts(head, path: validation.path, now: worker.eventLoop.now))
    }
}
