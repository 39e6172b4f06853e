package import Chat
package import DemoModel
package import NIOCore

/// The demo model as an upstream without a socket: the same guest, the same record, paced by the loop's clock.
package final class DemoRelay: Relay {
    private let model: DemoModel
    private let interval: TimeAmount
    private let eventLoop: any EventLoop
    private let now: @Sendable () -> Int64

    /// - Parameter now: Seconds since 1970.
    package init(model: DemoModel, tokensPerSecond: Double, eventLoop: any EventLoop, now: @escaping @Sendable () -> Int64) {
        self.model = model
        interval = .nanoseconds(Int64(1e9 / max(tokensPerSecond, 0.001)))
        self.eventLoop = eventLoop
        self.now = now
    }

    /// Answers on this event loop, without a socket.
    package func start(_ request: ChatRequest, requestID: String, guest: any RelayDelegate) -> any RelayExchange {
        let exchange = DemoExchange(
            answer: model.answer(to: request, now: now()), request: request, id: "chatcmpl-\(requestID)", created: now(),
            interval: interval, eventLoop: eventLoop,
            guest: guest)
        exchange.begin()
        return exchange
    }

    /// There are none.
    package func closeIdleConnections() {}
}

/// One answer of the demo model on its way.
final class DemoExchange: RelayExchange {
    private let answer: DemoAnswer
    private let request: ChatRequest
    private let id: String
    private let created: Int64
    private let interval: TimeAmount
    private let eventLoop: any EventLoop
    private var guest: (any RelayDelegate)?
    private var events: [ByteBuffer] = []
    private var next = 0
    private var isStalled = false
    private var timer: Scheduled<Void>?
    private var record = ExchangeRecord(outcome: .completed)

    init(
        answer: DemoAnswer, request: ChatRequest, id: String, created: Int64, interval: TimeAmount, eventLoop: any EventLoop,
        guest: any RelayDelegate
    ) {
        self.answer = answer
        self.request = request
        self.id = id
        self.created = created
        self.interval = interval
        self.eventLoop = eventLoop
        self.guest = guest
        record.attempts = 1
        record.attemptResults = [.success]
        record.upstreamStatus = 200
    }

    func begin() {
        if request.stream {
            events = answer.events(id: id, created: created, includeUsage: request.includeUsage)
            guest?.respond(RelayHead(kind: .eventStream))
            guest?.flush()
            schedule()
        } else {
            let body = answer.completion(id: id, created: created)
            noteUsage()
            record.firstByteAt = eventLoop.now
            guest?.respond(RelayHead(kind: .json(length: body.readableBytes)))
            guest?.send(body)
            end(.completed)
        }
    }

    private func schedule() {
        timer = eventLoop.assumeIsolated().scheduleTask(in: interval) { [weak self] in self?.sendNext() }
    }

    private func sendNext() {
        guard let guest, !isStalled else { return }
        let now = eventLoop.now
        if record.firstByteAt == nil { record.firstByteAt = now }
        // The events that hold no text go with their neighbours.
        repeat {
            guest.send(events[next])
            guest.flush()
            next += 1
        } while next < events.count && (next == 1 || next > answer.pieces.count)
        // The last one, `[DONE]`, does not count.
        let sent = min(next, events.count - 1)
        record.countGaps(of: sent - record.events, at: now)
        record.events = sent
        guard next < events.count else {
            if request.includeUsage { noteUsage() }
            return end(.completed)
        }
        schedule()
    }

    func guestLeft() { end(.clientClosed) }

    func guestWritabilityChanged(_ isWritable: Bool) {
        guard guest != nil, isStalled == isWritable else { return }
        isStalled = !isWritable
        if isWritable { schedule() } else { timer?.cancel() }
    }

    func cutForDrain() {
        let (status, error, outcome) = FailureMap.error(.drain)
        if request.stream {
            guest?.send(error.eventBytes)
        } else {
            guest?.fail(RelayFailure(status: status, error: error))
        }
        record.errorCode = error.code
        end(outcome)
    }

    private func noteUsage() {
        record.promptTokens = answer.promptTokens
        record.completionTokens = answer.completionTokens
        record.totalTokens = answer.promptTokens + answer.completionTokens
    }

    private func end(_ outcome: Outcome) {
        guard let guest else { return }
        self.guest = nil
        timer?.cancel()
        record.outcome = outcome
        guest.finished(record)
    }
}
