import Chat
import EventStream
import Logging
import NIOCore

/// One chat request on its way: attempts, answer, timers, end. Everything happens on one event loop.
final class HTTPExchange: RelayExchange {
    enum Phase: Equatable {
        case connecting, awaitingHead, streaming, collectingJSON, collectingError, waitingToRetry, over
    }

    let relay: HTTPRelay
    let request: ChatRequest
    let requestID: String
    /// Held until the end, so that nobody has to keep us alive.
    var guest: (any RelayDelegate)?
    var phase = Phase.connecting
    var record = ExchangeRecord(outcome: .internalError)
    var policy = RetryPolicy()
    var decoder = ResponseDecoder()
    var splitter = EventSplitter()
    var facts = StreamFacts()
    var connection: UpstreamConnection?
    var collected = ByteBuffer()
    /// Whether the guest's status has gone out.
    var hasResponded = false
    /// Whether any byte of this attempt's answer came.
    var hasReadByte = false
    /// Whether the attempt runs over a connection that was used before.
    var isReused = false
    var isGuestStalled = false
    let clock: ExchangeClock

    /// Most bytes of a plain answer and of an error's body.
    static let jsonLimit = 4 << 20
    static let errorLimit = 64 << 10

    init(relay: HTTPRelay, request: ChatRequest, requestID: String, guest: any RelayDelegate) {
        self.relay = relay
        self.request = request
        self.requestID = requestID
        self.guest = guest
        clock = ExchangeClock(timeouts: relay.upstream.settings.timeouts, eventLoop: relay.eventLoop)
        clock.exchange = self
    }

    func begin() {
        clock.start()
        attempt()
    }

    // MARK: - An attempt

    func attempt() {
        policy.begin()
        record.attempts = policy.attempts
        decoder = ResponseDecoder()
        hasReadByte = false
        collected.clear()
        phase = .connecting
        relay.pool.take { kept in
            guard self.phase == .connecting else { return false }
            self.isReused = kept != nil
            if let kept { self.use(kept) } else { self.connect() }
            return true
        }
        // Where it waits for another's last chunk.
        if connection == nil, phase == .connecting { clock.enter(.connect) }
    }

    private func connect() {
        clock.enter(.connect)
        relay.pool.open(created: { self.connection = $0 }) { result in
            guard self.phase == .connecting else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            switch result {
            case .success(let connection): self.use(connection)
            case .failure(let error): self.connectFailed(error)
            }
        }
    }

    private func connectFailed(_ error: any Error) {
        dropConnection()
        relay.upstream.logger.debug("could not connect upstream", metadata: ["request.id": "\(requestID)", "error": "\(error)"])
        if DescriptorShortage.isOne(error) {
            // Nothing went upstream.
            policy.takeBack()
            record.attempts = policy.attempts
            return fail(.overloaded)
        }
        record.attemptResults.append(.connect)
        if TLSFailure.isOne(error) { return fail(.unreachable) }
        retry(or: .unreachable, RetryPolicy.Advice())
    }

    private func use(_ connection: UpstreamConnection) {
        self.connection = connection
        connection.serve(self)
        phase = .awaitingHead
        clock.enter(.firstByte)
        let accept = request.stream ? "text/event-stream" : "application/json"
        let head =
            "\(relay.upstream.requestHead)accept: \(accept)\r\nx-request-id: \(requestID)\r\ncontent-length: \(request.body.readableBytes)\r\n\r\n"
        var message = ByteBuffer()
        message.reserveCapacity(head.utf8.count + request.body.readableBytes)
        message.writeString(head)
        message.writeImmutableBuffer(request.body)
        connection.send(message)
        if isGuestStalled { connection.pause(true) }
    }

    func dropConnection() {
        connection?.close()
        connection = nil
    }

    /// The answer is complete, or its last event is in: keeps the connection where that is possible.
    func releaseConnection() {
        guard let connection else { return }
        self.connection = nil
        if decoder.keepsAlive, decoder.isComplete {
            relay.pool.giveBack(connection)
        } else if decoder.keepsAlive, phase == .streaming {
            relay.pool.finish(connection, decoder)
        } else {
            connection.close()
        }
    }

    func retry(or reason: FailureMap.Reason, _ advice: RetryPolicy.Advice) {
        guard !advice.isForbidden, let wait = policy.wait(advice, jitter: .random(in: -1...1)) else {
            return fail(reason, usedUp: policy.attempts > 1)
        }
        waitAndRetry(wait)
    }

    func waitAndRetry(_ wait: TimeAmount) {
        dropConnection()
        phase = .waitingToRetry
        clock.enter(.nothing)
        relay.eventLoop.assumeIsolated().scheduleTask(in: wait) { [weak self] in
            guard let self, self.phase == .waitingToRetry else { return }
            self.attempt()
        }
    }

    // MARK: - The guest

    func guestLeft() {
        guard phase != .over else { return }
        end(.clientClosed)
    }

    func guestWritabilityChanged(_ isWritable: Bool) {
        guard phase != .over, isGuestStalled == isWritable else { return }
        isGuestStalled = !isWritable
        clock.guestStalled(isGuestStalled)
        connection?.pause(isGuestStalled)
    }

    func cutForDrain() { fail(.drain) }

    // MARK: - The end

    /// Tells the guest of a failure, in the way that fits how far the answer is.
    func fail(_ reason: FailureMap.Reason, usedUp: Bool = false) {
        let (status, error, outcome) = FailureMap.error(reason)
        fail(RelayFailure(status: status, error: error, retryAfter: reason == .overloaded ? "1" : nil, retriesUsedUp: usedUp), outcome)
    }

    func fail(_ failure: RelayFailure, _ outcome: Outcome) {
        guard phase != .over else { return }
        record.errorCode = failure.error.code
        if !hasResponded {
            guest?.fail(failure)
        } else {
            if !isGuestStalled { noteFirstByte(relay.eventLoop.now) }
            guest?.send(failure.error.eventBytes)
        }
        end(outcome)
    }

    /// The last step of every way: nothing of the exchange is left afterwards.
    func end(_ outcome: Outcome) {
        guard phase != .over else { return }
        phase = .over
        clock.stop()
        dropConnection()
        record.outcome = outcome
        record.events = facts.events
        let guest = guest
        self.guest = nil
        guest?.finished(record)
    }

    func noteFirstByte(_ now: NIODeadline) { if record.firstByteAt == nil { record.firstByteAt = now } }
}
