import NIOCore

/// What a loop looks after: a connection, or a stream of one.
protocol RegisteredConnection: AnyObject {
    /// Whether an answer is on its way that the client has not taken whole.
    var isAnswering: Bool { get }
    /// Ends what is too slow; several times a second.
    func tick(_ now: NIODeadline)
    /// Ends what idles and lets the rest end with its answer.
    func drain()
    /// Ends what still runs.
    func cutForDrain()
}

/// The connections and streams of one event loop. One timer looks after all of them; none is made per request. Used on its loop only.
final class ConnectionRegistry {
    private let eventLoop: any EventLoop
    private var members: [ObjectIdentifier: any RegisteredConnection] = [:]
    private var ticker: RepeatedTask?
    private var isDraining = false
    /// Members whose answers a drain waits for.
    private var awaited: Set<ObjectIdentifier> = []
    private var whenQuiet: [EventLoopPromise<Void>] = []
    private var whenEmpty: [EventLoopPromise<Void>] = []

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func add(_ member: any RegisteredConnection) { members[ObjectIdentifier(member)] = member }

    func remove(_ member: any RegisteredConnection) {
        members[ObjectIdentifier(member)] = nil
        if isDraining { settle(ObjectIdentifier(member)) }
    }

    /// Looks after everyone from now on.
    func startTicking(every interval: TimeAmount) {
        let registry = NIOLoopBound(self, eventLoop: eventLoop)
        ticker = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [eventLoop] _ in
            registry.value.tick(eventLoop.now)
        }
    }

    func stopTicking() { ticker?.cancel() }

    private func tick(_ now: NIODeadline) {
        for member in Array(members.values) { member.tick(now) }
        guard isDraining else { return }
        for id in awaited where members[id]?.isAnswering != true { settle(id) }
    }

    // MARK: - The end of the server

    /// Ends idle connections and tells the rest to end with their answer.
    /// - Returns: Completes once no answer is on its way any more.
    func drain() -> EventLoopFuture<Void> {
        isDraining = true
        for member in Array(members.values) { member.drain() }
        let promise = eventLoop.makePromise(of: Void.self)
        whenQuiet.append(promise)
        lookForAnswers()
        return promise.futureResult
    }

    /// Ends every running chat with its error event, then everything.
    /// - Returns: Completes once every connection is closed.
    func cut() -> EventLoopFuture<Void> {
        isDraining = true
        let promise = eventLoop.makePromise(of: Void.self)
        whenEmpty.append(promise)
        for member in Array(members.values) { member.cutForDrain() }
        lookForAnswers()
        return promise.futureResult
    }

    private func settle(_ id: ObjectIdentifier) {
        guard awaited.remove(id) != nil || members.isEmpty, awaited.isEmpty else { return }
        lookForAnswers()
    }

    /// Requests that came during the drain are waited for as well.
    private func lookForAnswers() {
        awaited = Set(members.lazy.filter { $0.value.isAnswering }.map(\.key))
        if awaited.isEmpty { complete(&whenQuiet) }
        if members.isEmpty { complete(&whenEmpty) }
    }

    private func complete(_ promises: inout [EventLoopPromise<Void>]) {
        let all = promises
        promises = []
        for promise in all { promise.succeed() }
    }
}
