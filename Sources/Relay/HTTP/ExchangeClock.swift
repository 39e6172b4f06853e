import NIOCore

/// The timers of one exchange (docs/chat-relay.md §1.5). No timer is made or cancelled per event: the times of the last bytes are kept and
/// one timer looks.
final class ExchangeClock {
    /// What is waited for besides the end.
    enum Wait { case nothing, connect, firstByte, idle, errorBody }

    /// Told what is due, until the end. Not weak: an object with weak references pays for it with every event's retain and release.
    var exchange: HTTPExchange?
    private let timeouts: RelayTimeouts
    private let eventLoop: any EventLoop
    private var started: NIODeadline
    private var wait = Wait.nothing
    private var waitingSince: NIODeadline
    /// When the last byte went to the guest, for pings; nil before the status.
    private var lastSent: NIODeadline?
    private var stalledSince: NIODeadline?
    /// Bytes that waited for the guest at that moment.
    private var unsentAtStall = 0
    private var timer: Scheduled<Void>?

    /// How long an error's body is read.
    static let errorBodyTime = TimeAmount.seconds(5)

    init(timeouts: RelayTimeouts, eventLoop: any EventLoop) {
        self.timeouts = timeouts
        self.eventLoop = eventLoop
        started = eventLoop.now
        waitingSince = started
    }

    func start() { look() }

    func stop() {
        timer?.cancel()
        timer = nil
        exchange = nil
    }

    func enter(_ wait: Wait) {
        self.wait = wait
        waitingSince = eventLoop.now
        look()
    }

    /// A byte came from the upstream; `sent` where something went to the guest.
    func noteRead(_ now: NIODeadline, sent: Bool) {
        waitingSince = now
        if sent { lastSent = waitingSince }
    }

    func noteSent() { lastSent = eventLoop.now }

    func guestStalled(_ isStalled: Bool) {
        stalledSince = isStalled ? eventLoop.now : nil
        if isStalled { unsentAtStall = exchange?.guest?.unsentBytes ?? 0 }
        // While the guest is the slow one, the upstream's silence is no fault of its own.
        if !isStalled { waitingSince = eventLoop.now }
        look()
    }

    /// Does what is due and sets the timer for what is due next.
    private func look() {
        timer?.cancel()
        let now = eventLoop.now
        var next = started + timeouts.total
        if now >= next { return expire(.timeoutTotal) }
        if let stalledSince {
            var due = stalledSince + timeouts.write
            if now >= due {
                let left = exchange?.guest?.unsentBytes ?? 0
                guard left < unsentAtStall else {
                    exchange?.guestStalledTooLong()
                    return
                }
                // The guest took some meanwhile, which is all that it has to do.
                (self.stalledSince, unsentAtStall) = (now, left)
                due = now + timeouts.write
            }
            next = min(next, due)
        } else if let limit {
            let due = waitingSince + limit.time
            if now >= due { return expire(limit.reason) }
            next = min(next, due)
        }
        if let lastSent, stalledSince == nil {
            var due = lastSent + timeouts.ping
            if now >= due {
                exchange?.ping()
                self.lastSent = now
                due = now + timeouts.ping
            }
            next = min(next, due)
        }
        // A ping may have been the end.
        guard exchange != nil else { return }
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: next) { self.look() }
    }

    private var limit: (time: TimeAmount, reason: FailureMap.Reason)? {
        switch wait {
        case .nothing: nil
        case .connect: (timeouts.connect, .timeoutConnect)
        case .firstByte: (timeouts.firstByte, .timeoutFirstByte)
        case .idle: (timeouts.idle, .timeoutIdle)
        case .errorBody: (Self.errorBodyTime, .truncated)
        }
    }

    private func expire(_ reason: FailureMap.Reason) {
        guard let exchange else { return }
        exchange.expired(reason)
    }
}
