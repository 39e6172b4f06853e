import NIOCore

/// What is too slow, and the end of the server.
extension HTTPHandler {
    var isAnswering: Bool {
        look(worker.eventLoop.now)
        return state.isAnswering
    }

    func tick(_ now: NIODeadline) {
        look(now)
        carryOut(state.tick(now))
    }

    /// Sees how far the client is.
    private func look(_ now: NIODeadline) {
        guard state.phase != .closed else { return }
        state.taken(handed: writer.handed, waiting: writer.waiting, now)
        // Where the connection is the narrow place, streams wait for one another, each longer than it would alone.
        if case .stream(let connection) = writer.carrier, connection.isMakingProgress { state.tookFromConnection(now) }
    }

    /// The first bytes of a head are in: the rest has to follow in time.
    func headBegan() { state.headBegan(worker.clock.now) }

    func drain() {
        look(worker.eventLoop.now)
        carryOut(state.drain(isFlushed: writer.unflushed == 0))
    }

    func cutForDrain() {
        if let chat { chat.cutForDrain() } else { carryOut(.cut) }
    }
}
