import NIOCore

/// What is too slow, and the end of the server.
extension HTTPHandler {
    /// The first bytes of a later request's head are in: the rest has to follow in time.
    func headBegan() {
        // The first request's time runs since the accept.
        if phase == .idle, hasAnswered { deadline = loop.now + loop.core.settings.timeouts.header }
    }

    /// Looks after a client that is too slow; several times a second.
    func look(_ now: NIODeadline) {
        if let closeBy, now >= closeBy { return abort() }
        if let deadline, now >= deadline, phase == .body || phase == .idle {
            self.deadline = nil
            loop.updateClock()
            if phase == .body { return isChat ? chatTimedOut() : refuse(408, "The request took too long.") }
            guard watch.isInHead else { return abort() }
            forgetRequest()
            return refuse(408, "The request took too long.")
        }
        // A chat's own timer looks after its client.
        if chat == nil { lookAtUnsent(now) }
    }

    /// Cuts a connection whose client has taken nothing of what waits for it for `timeouts.write`.
    private func lookAtUnsent(_ now: NIODeadline) {
        guard let waiting = unsentBytes, waiting > 0 else { return unsent = nil }
        guard let unsent, unsent.bytes == waiting else { return unsent = (waiting, now) }
        if now >= unsent.since + loop.core.settings.timeouts.write { abort() }
    }

    /// Bytes that wait for the client; nil where nobody knows.
    var unsentBytes: Int? {
        guard let channel = context?.channel else { return nil }
        // A stream's channel tells only whether it is full.
        if case .stream = carrier { return channel.isWritable ? 0 : 1 }
        return try? channel.syncOptions?.getOption(.bufferedWritableBytes)
    }

    func drain() {
        if phase == .idle { context?.close(promise: nil) }
    }

    func cutForDrain() {
        if let chat { chat.cutForDrain() } else { context?.close(promise: nil) }
    }
}
