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
    /// The provider that is asked now.
    var route: UpstreamRoute
    /// Attempts at the first provider once the second one is asked.
    var earlierAttempts = 0
    /// How the request is spelled.
    var dialect: RequestDialect
    /// The spelling that the model refused, once the request was spelled anew.
    var refusedDialect: RequestDialect?
    /// Set where the answer is coded, which nobody asked for.
    var inflater: Inflater?
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
        route = relay.first
        dialect = route.upstream.dialect(for: route.upstream.model(for: request))
        clock = ExchangeClock(timeouts: relay.first.upstream.settings.timeouts, eventLoop: relay.eventLoop)
        clock.exchange = self
    }

    func begin() {
        clock.start()
        attempt()
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
        guard phase != .over else { return }
        if [.unreachable, .timeoutConnect, .timeoutFirstByte].contains(reason), fallsBack() { return }
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
        record.brokenEvents = facts.brokenEvents
        let guest = guest
        self.guest = nil
        guest?.finished(record)
    }

    func noteFirstByte(_ now: NIODeadline) { if record.firstByteAt == nil { record.firstByteAt = now } }
}
