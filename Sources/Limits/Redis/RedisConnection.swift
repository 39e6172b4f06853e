import NIOCore
import NIOPosix

/// One event loop's way to the store: dials on demand, and anew after a connection broke or led to a server that does not take the command.
/// Our own because no Redis client is among the packages that we may depend on, and one command is all that is needed.
final class RedisConnection {
    private enum State {
        case idle
        case dialing(EventLoopFuture<RedisChannelHandler>)
        case open(RedisChannelHandler)
        /// No new connection is tried before this moment.
        case resting(until: NIODeadline)
    }

    private let address: RedisAddress
    private let eventLoop: any EventLoop
    private var state = State.idle
    /// Where a cluster sent us; nil: the address itself.
    private var moved: (host: String, port: Int)?

    /// How long a reply may take before the limiter goes on without the store.
    static let replyTime = TimeAmount.milliseconds(500)
    /// How long a store that could not be reached, or that takes nothing, is left alone.
    static let restTime = TimeAmount.seconds(2)

    init(_ address: RedisAddress, on eventLoop: any EventLoop) {
        self.address = address
        self.eventLoop = eventLoop
    }

    /// Sends one command, on the connection's event loop. One that a server did not carry out goes once more over a new connection.
    func send(_ words: [String]) -> EventLoopFuture<RESPReply> {
        attempt(words).assumeIsolated().flatMapError { error in
            guard let failure = error as? RedisFailure, failure.isElsewhere else { return self.eventLoop.makeFailedFuture(error) }
            self.moved = failure.movedTo.map { ($0.host.isEmpty ? self.moved?.host ?? self.address.host : $0.host, $0.port) }
            self.drop(failure)
            return self.attempt(words).assumeIsolated().flatMapErrorThrowing { error in
                if (error as? RedisFailure)?.isElsewhere == true { self.rest() }
                throw error
            }.nonisolated()
        }.nonisolated()
    }

    private func attempt(_ words: [String]) -> EventLoopFuture<RESPReply> {
        let result: EventLoopFuture<RESPReply>
        switch state {
        case .open(let handler): result = handler.send(words, on: eventLoop)
        case .resting(let until) where eventLoop.now < until: return eventLoop.makeFailedFuture(RedisFailure.closed)
        case .idle, .resting: result = send(words, after: dial())
        case .dialing(let handler): result = send(words, after: handler)
        }
        // Of its own, since a dial may take longer than its command.
        let promise = eventLoop.makePromise(of: RESPReply.self)
        let timeout = eventLoop.assumeIsolated().scheduleTask(in: Self.replyTime) {
            self.drop(.timedOut)
            promise.fail(RedisFailure.timedOut)
        }
        result.assumeIsolated().whenComplete { result in
            timeout.cancel()
            promise.completeWith(result)
        }
        return promise.futureResult
    }

    private func send(_ words: [String], after dialed: EventLoopFuture<RedisChannelHandler>) -> EventLoopFuture<RESPReply> {
        dialed.assumeIsolated().flatMap { $0.send(words, on: self.eventLoop) }.nonisolated()
    }

    private func dial() -> EventLoopFuture<RedisChannelHandler> {
        let handler = RedisChannelHandler { [weak self] in self?.state = .idle }
        let bound = NIOLoopBound(handler, eventLoop: eventLoop)
        let dialed = ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.replyTime)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(bound.value) }
            }
            .connect(host: moved?.host ?? address.host, port: moved?.port ?? address.port)
            .assumeIsolated()
            .flatMap { _ in self.greet(handler) }
            .map { handler }
        dialed.whenComplete { result in
            switch result {
            case .success: self.state = .open(handler)
            case .failure(let error):
                handler.end(error as? RedisFailure ?? .closed)
                self.moved = nil
                self.rest()
            }
        }
        state = .dialing(dialed.nonisolated())
        return dialed.nonisolated()
    }

    /// Signs in and chooses the database. Nothing else is sent before both are granted: it would be carried out in another database.
    private func greet(_ handler: RedisChannelHandler) -> EventLoopFuture<Void> {
        var greetings: [[String]] = []
        if let password = address.password { greetings.append(["AUTH"] + (address.user.map { [$0] } ?? []) + [password]) }
        if address.database != 0 { greetings.append(["SELECT", "\(address.database)"]) }
        return EventLoopFuture.andAllSucceed(greetings.map { handler.send($0, on: eventLoop).map { _ in } }, on: eventLoop)
    }

    private func drop(_ failure: RedisFailure) { if case .open(let handler) = state { handler.end(failure) } }

    private func rest() {
        drop(.closed)
        state = .resting(until: eventLoop.now + Self.restTime)
    }
}
