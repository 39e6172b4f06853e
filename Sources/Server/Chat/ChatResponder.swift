import Chat
import Limits
import Logging
import NIOCore
import Synchronization
import NIOHTTP1
import Relay

/// A guest's side of one chat on an HTTP/1 connection: writes what the relay tells, keeps the account, logs once.
final class ChatResponder: RelayDelegate {
    private let handler: HTTPHandler
    private let loop: LoopContext
    private let origin: OriginJudgement
    private let requestID: String
    private let head: HTTPRequestHead
    private let path: String
    private let started: NIODeadline
    var request: ChatRequest?
    private var ticket: LimitTicket?
    private var exchange: (any RelayExchange)?
    private var status = 499
    private var bytesOut = 0
    private var isOver = false
    /// A failure that is answered once its outcome is known.
    private var pending: RelayFailure?

    init(_ handler: HTTPHandler, origin: OriginJudgement, requestID: String) {
        self.handler = handler
        self.origin = origin
        self.requestID = requestID
        loop = handler.loop
        head = handler.head
        path = String(handler.validation.path)
        started = handler.loop.eventLoop.now
    }

    func begin(_ request: ChatRequest, _ ticket: LimitTicket) {
        self.ticket = ticket
        loop.core.runningChats.add(1, ordering: .relaxed)
        guard handler.context != nil else { return finished(ExchangeRecord(outcome: .clientClosed)) }
        let exchange = loop.currentRelay().start(request, requestID: requestID, guest: self)
        guard !isOver else { return }
        self.exchange = exchange
        if handler.context?.channel.isWritable == false { exchange.guestWritabilityChanged(false) }
    }

    // MARK: - The connection

    func clientLeft() {
        if let exchange {
            exchange.guestLeft()
        } else if !isOver, ticket == nil {
            isOver = true; log(ExchangeRecord(outcome: .clientClosed))
        }
    }

    func writabilityChanged(_ isWritable: Bool) { exchange?.guestWritabilityChanged(isWritable) }
    func cutForDrain() { exchange?.cutForDrain() }

    // MARK: - RelayDelegate

    func respond(_ relayHead: RelayHead) {
        status = 200
        let fields = [("x-request-id", requestID), ResponseText.safe] + origin.fields
        switch relayHead.kind {
        case .eventStream:
            handler.beginBody(
                200,
                [
                    ("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-cache, no-transform"),
                    ("x-accel-buffering", "no"),
                ] + fields)
        case .json(let length):
            handler.answer(
                200, [ResponseText.jsonType, ("content-length", String(length)), ("cache-control", "no-store")] + fields, nil,
                isMoreToCome: true)
        }
    }

    func send(_ bytes: ByteBuffer) {
        bytesOut += bytes.readableBytes
        handler.send(bytes)
    }

    func flush() { handler.flushNow() }

    var unsentBytes: Int { handler.unsentBytes ?? 0 }

    func fail(_ failure: RelayFailure) { pending = failure }

    func abort() { handler.abort() }

    func finished(_ record: ExchangeRecord) {
        guard !isOver else { return }
        isOver = true
        exchange = nil
        if let pending { write(ChatAnswer(pending, record.outcome)) }
        if let ticket {
            let estimate = request?.estimatedPromptTokens ?? 0
            let used = record.totalTokens ?? (record.attempts == 0 || record.upstreamStatus != 200 ? 0 : estimate + record.events)
            loop.core.parts.limiter.settle(ticket, usedTokens: used, on: loop.eventLoop)
            loop.core.runningChats.subtract(1, ordering: .relaxed)
        }
        log(record)
        guard handler.context != nil, record.outcome != .clientClosed, record.outcome != .clientStalled else { return }
        handler.finishAnswer()
    }

    // MARK: - Refusals

    /// Answers with an error; the connection goes on.
    func refuse(_ refusal: ChatAnswer) {
        guard !isOver else { return }
        isOver = true
        write(refusal)
        account(refusal)
        handler.finishAnswer()
    }

    func write(_ refusal: ChatAnswer) {
        status = refusal.status
        let body = refusal.error.jsonBytes
        bytesOut = body.readableBytes
        var fields: [(name: String, value: String)] = [
            ResponseText.jsonType, ("content-length", String(body.readableBytes)), ("cache-control", "no-store"),
            ("x-request-id", requestID), ResponseText.safe,
        ]
        if let wait = refusal.retryAfter { fields.append(("retry-after", wait)) }
        if refusal.retriesUsedUp { fields.append(("x-should-retry", "false")) }
        if refusal.status == 405 { fields.append(("allow", "POST, OPTIONS")) }
        handler.answer(refusal.status, fields + origin.fields, body)
    }

    func account(_ refusal: ChatAnswer) {
        var record = ExchangeRecord(outcome: refusal.outcome)
        record.errorCode = refusal.error.code
        log(record)
    }

    // MARK: - The log

    private func log(_ record: ExchangeRecord) {
        let duration = (loop.eventLoop.now - started).seconds
        let firstByte = record.firstByteAt.map { ($0 - started).seconds }
        loop.metrics.countChat(record, duration: duration, firstByte: firstByte)
        loop.metrics.countAnswer(.chat, status)
        guard loop.core.parts.accessLogger.logLevel <= .info else { return }
        var facts: Logger.Metadata = [
            "request.id": "\(requestID)", "http.method": "\(head.method.rawValue)", "http.path": "\(path)",
            "http.status": .stringConvertible(status),
            "outcome": "\(record.outcome.rawValue)", "duration_ms": .stringConvertible(Self.milliseconds(duration)),
            "bytes_out": .stringConvertible(bytesOut),
            "events": .stringConvertible(record.events), "pings": .stringConvertible(record.pings),
            "attempts": .stringConvertible(record.attempts),
        ]
        facts["first_byte_ms"] = firstByte.map { .stringConvertible(Self.milliseconds($0)) }
        facts["upstream.status"] = record.upstreamStatus.map { .stringConvertible($0) }
        facts["upstream.request_id"] = record.upstreamRequestID.map { .string($0) }
        facts["chat.model"] = request.map { .string($0.model) }
        facts["chat.stream"] = request.map { .stringConvertible($0.stream) }
        facts["tokens.prompt"] = record.promptTokens.map { .stringConvertible($0) }
        facts["tokens.completion"] = record.completionTokens.map { .stringConvertible($0) }
        facts["tokens.total"] = record.totalTokens.map { .stringConvertible($0) }
        facts["error.code"] = record.errorCode.map { .string($0) }
        if record.usesFallback { facts["upstream.name"] = "fallback" }
        if record.brokenEvents > 0 { facts["upstream.broken_events"] = .stringConvertible(record.brokenEvents) }
        if record.missingDone { facts["upstream.missing_done"] = .stringConvertible(true) }
        loop.core.parts.accessLogger.info("request", metadata: facts)
    }

    private static func milliseconds(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10 }
}

extension TimeAmount {
    var seconds: Double { Double(nanoseconds) / 1e9 }
}
