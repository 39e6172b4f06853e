import NIOCore

/// Where an HTTP/1.1 connection or a stream stands, and what follows from what happens to it: events in, actions out. It knows no socket, no
/// channel and no clock; times come with the events.
///
/// Idle, receiving and answering take turns. The last answer leads over ending, until the client has taken it, and lingering, while what still comes
/// is dropped (RFC 9112 §9.6), to closed.
struct HTTPConnectionState {
    /// Times that a client may take.
    struct Limits {
        /// For the head of a request, and again for its body.
        var header: TimeAmount
        /// For taking some of what waits.
        var write: TimeAmount
        /// Between an answer that is taken whole and the next request; browsers and proxies expect about a minute.
        var keepAlive = TimeAmount.seconds(75)
        /// From the moment when the last answer is taken to the close.
        var linger = TimeAmount.seconds(1)
    }

    enum Phase: Equatable { case idle, receiving, answering, ending, lingering, closed }

    enum Action: Equatable {
        case none
        /// Answer 408, after which the connection ends.
        case refuseSlowRequest
        /// End our side once all is flushed; the client's side stays open.
        case shutOutput
        /// Close once all is flushed.
        case closeWhenFlushed
        /// Close now: nothing of worth can be lost.
        case close
        /// Close now, whatever is lost.
        case cut
    }

    /// How a carrier ends.
    enum Ending {
        /// Our side can be shut and the client's be read on.
        case halfCloses
        /// Only as a whole, as TLS does.
        case closes
        /// By itself, with the last frame of a stream.
        case byItself
    }

    let limits: Limits
    let ending: Ending
    private(set) var phase = Phase.idle
    private(set) var delivery = Delivery()
    /// Whether bytes of a head that is not whole have come.
    private(set) var isInHead = false
    /// Whether an answer takes its own time, so that another timer looks after its client.
    var hasOwnTimer = false
    private var hasAnswered = false
    private var isInputClosed = false
    /// When the head, or the body, has to be whole, the next request has to begin, or the lingering is over.
    private var deadline: NIODeadline?

    init(limits: Limits, ending: Ending) {
        self.limits = limits
        self.ending = ending
    }

    /// Whether an answer is on its way that the client has not taken whole.
    var isAnswering: Bool { phase == .answering || phase != .closed && !delivery.isWhole }
    /// Whether the answer in the making is the last because the client sends no more.
    var isLastByClient: Bool { isInputClosed }

    // MARK: - Requests

    mutating func opened(_ now: NIODeadline) { deadline = now + limits.header }

    /// Bytes of a head came and it is not whole.
    mutating func headBegan(_ now: NIODeadline) {
        isInHead = true
        // The first request's time runs since the accept.
        if phase == .idle, hasAnswered { deadline = now + limits.header }
    }

    mutating func head(_ now: NIODeadline) {
        (phase, isInHead) = (.receiving, false)
        deadline = now + limits.header
    }

    /// The request is whole, or its answer does not wait for the rest.
    mutating func end() { (phase, deadline) = (.answering, nil) }

    /// The answer is framed to its end; another request may come.
    mutating func answered(_ now: NIODeadline) {
        (phase, hasAnswered, hasOwnTimer) = (.idle, true, false)
        deadline = now + (isInHead ? limits.header : limits.keepAlive)
    }

    // MARK: - The client

    /// How far the client is with what was handed over.
    mutating func taken(handed: Int, waiting: Int, _ now: NIODeadline) { delivery.look(handed: handed, waiting: waiting, now) }

    mutating func tookFromConnection(_ now: NIODeadline) { delivery.sawProgress(now) }

    /// The client's half of the connection is closed.
    /// - Parameter isStreaming: Whether an answer runs that nobody waits for who sends no more.
    mutating func inputClosed(isStreaming: Bool, isFlushed: Bool) -> Action {
        isInputClosed = true
        switch phase {
        case .answering where !isStreaming: return .none
        // The answers that are still on their way are for somebody who may read them.
        case .idle where !isInHead && !isFlushed: return end(mayClose: true, isFlushed: false)
        case .ending where !isFlushed: return .none
        case .idle, .receiving, .answering, .ending, .lingering:
            phase = .closed
            return .close
        case .closed: return .none
        }
    }

    /// The last answer is framed to its end.
    /// - Parameters:
    ///   - mayClose: Whether the client sends nothing more that a close could make it lose the answer for.
    ///   - isFlushed: Whether the kernel has all bytes.
    mutating func end(mayClose: Bool, isFlushed: Bool) -> Action {
        guard phase != .ending, phase != .lingering, phase != .closed else { return .none }
        (phase, deadline, hasAnswered, hasOwnTimer) = (.ending, nil, true, false)
        switch ending {
        // A reset now would make clients throw the answer away.
        case .byItself: return .none
        case .closes: return .closeWhenFlushed
        case .halfCloses:
            if (mayClose || isInputClosed) && isFlushed {
                phase = .closed
                return .close
            }
            // With the client's half closed, ours closes the whole.
            return isInputClosed ? .closeWhenFlushed : .shutOutput
        }
    }

    mutating func closed() { phase = .closed }

    // MARK: - Time

    /// Several times a second, after ``taken(handed:waiting:_:)``.
    mutating func tick(_ now: NIODeadline) -> Action {
        if !hasOwnTimer, phase != .closed, delivery.isStalled(now, limit: limits.write) {
            phase = .closed
            return .cut
        }
        switch phase {
        case .idle, .receiving: return lookAtRequest(now)
        case .ending:
            guard delivery.isWhole else { return .none }
            if isInputClosed, ending == .halfCloses {
                phase = .closed
                return .close
            }
            (phase, deadline) = (.lingering, now + limits.linger)
            return .none
        case .lingering:
            guard let deadline, now >= deadline else { return .none }
            phase = .closed
            return .cut
        case .answering, .closed: return .none
        }
    }

    private mutating func lookAtRequest(_ now: NIODeadline) -> Action {
        // The wait for the next request begins when the client has the answer.
        if phase == .idle, !isInHead, hasAnswered, !delivery.isWhole { deadline = now + limits.keepAlive }
        guard let deadline, now >= deadline else { return .none }
        self.deadline = nil
        if phase == .receiving || isInHead { return .refuseSlowRequest }
        phase = .closed
        return .close
    }

    // MARK: - The end of the server

    /// The server drains: an idle connection ends once its client has all, another one with its answer.
    mutating func drain(isFlushed: Bool) -> Action {
        guard phase == .idle else { return .none }
        guard delivery.isWhole else { return end(mayClose: false, isFlushed: isFlushed) }
        phase = .closed
        return .close
    }
}
