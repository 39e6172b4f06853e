import NIOCore

/// One event loop's connections to the upstream: as many in use as needed, up to 64 idle ones kept for a minute.
final class ConnectionPool {
    /// How long an idle connection is kept.
    static let idleTime = TimeAmount.seconds(60)
    /// Most idle connections; those of a rush of guests end with it, and their memory (16 KB each) is free again.
    static let idleLimit = 64
    /// How long a connection may wait for its last chunk (relay-scenarios.md, "Fidelity").
    static let tailTime = TimeAmount.seconds(1)
    /// How long a chat waits for a connection whose last chunk is on its way. A new one costs a whole TLS handshake, two or three journeys to
    /// the model's API (NIOSSL has no way to resume a client's session); an upstream whose last chunk took longer is not waited for again
    /// until one is quick.
    static let patience = TimeAmount.milliseconds(100)

    /// A chat that waits for the last chunk of another's answer.
    private final class Waiter {
        let use: (UpstreamConnection?) -> Bool
        var timer: Scheduled<Void>?

        init(_ use: @escaping (UpstreamConnection?) -> Bool) { self.use = use }
    }

    private let dialer: UpstreamDialer
    let eventLoop: any EventLoop
    private var idle: [(connection: UpstreamConnection, expiry: Scheduled<Void>)] = []
    private var waiters: [Waiter] = []
    /// Connections that wait for their last chunk.
    private var tails = 0
    private var tailsAreQuick = true
    /// Whether another pool has taken its place: nothing is kept any more.
    private var isRetired = false

    init(_ dialer: UpstreamDialer, eventLoop: any EventLoop) {
        self.dialer = dialer
        self.eventLoop = eventLoop
    }

    // MARK: - Taking

    /// Finds a connection that was used before.
    ///
    /// - Parameter use: Called once, on the loop: at once with the connection that was used last, or with nil where there is none; later where
    ///   one only waits for its last chunk. Answers whether it takes the connection.
    func take(_ use: @escaping (UpstreamConnection?) -> Bool) {
        if let kept = takeIdle() {
            if !use(kept) { keep(kept) }
        } else if tailsAreQuick, waiters.count < tails {
            let waiter = Waiter(use)
            waiters.append(waiter)
            waiter.timer = eventLoop.assumeIsolated().scheduleTask(in: Self.patience) { [self] in
                tailsAreQuick = false
                waiters.removeAll { $0 === waiter }
                _ = waiter.use(nil)
            }
        } else {
            _ = use(nil)
        }
    }

    private func takeIdle() -> UpstreamConnection? {
        while let last = idle.popLast() {
            last.expiry.cancel()
            if last.connection.isOpen { return last.connection }
        }
        return nil
    }

    /// Opens a connection; `use` is called once, on the loop, when TLS is ready too. `created` gets it before, to give it up early.
    func open(created: @escaping (UpstreamConnection) -> Void, use: @escaping (Result<UpstreamConnection, any Error>) -> Void) {
        let connection = UpstreamConnection(isSecure: dialer.url.isSecure, onReady: use)
        created(connection)
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        dialer.dial(on: eventLoop) { try $0.pipeline.syncOperations.addHandler(bound.value) }
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel): if bound.value.isClosed { channel.close(promise: nil) }
                case .failure(let error): bound.value.end(error)
                }
            }
    }

    // MARK: - Giving back

    /// Takes back a connection whose answer is whole.
    func giveBack(_ connection: UpstreamConnection) {
        guard connection.isOpen, !isRetired else { return connection.close() }
        while !waiters.isEmpty {
            let waiter = waiters.removeFirst()
            waiter.timer?.cancel()
            if waiter.use(connection) { return }
        }
        keep(connection)
    }

    /// Takes back a connection whose answer's last event is in but not its last chunk: that is waited for, for up to a second.
    ///
    /// - Parameter decoder: As the last event left it.
    func finish(_ connection: UpstreamConnection, _ decoder: ResponseDecoder) {
        guard connection.isOpen, !isRetired else { return connection.close() }
        tails += 1
        let began = eventLoop.now
        let expiry = eventLoop.assumeIsolated().scheduleTask(in: Self.tailTime) { [self] in
            connection.close()
            tailEnded()
        }
        connection.finish(ResponseTail(decoder)) { [self] isReusable in
            expiry.cancel()
            tailsAreQuick = eventLoop.now - began < Self.patience
            if isReusable { giveBack(connection) }
            tailEnded()
        }
    }

    /// One connection less to wait for; a waiter too many opens its own.
    private func tailEnded() {
        tails -= 1
        guard waiters.count > tails else { return }
        let waiter = waiters.removeFirst()
        waiter.timer?.cancel()
        _ = waiter.use(nil)
    }

    /// Keeps a connection for the next request.
    private func keep(_ connection: UpstreamConnection) {
        guard idle.count < Self.idleLimit else { return connection.close() }
        let expiry = eventLoop.assumeIsolated().scheduleTask(in: Self.idleTime) { [weak self] in
            self?.idle.removeAll { $0.connection === connection }
            connection.close()
        }
        connection.rest { [weak self] in
            expiry.cancel()
            self?.idle.removeAll { $0.connection === connection }
        }
        idle.append((connection, expiry))
    }

    /// Closes the idle connections, and those in use when they come back.
    func retire() {
        isRetired = true
        let all = idle
        idle = []
        for entry in all {
            entry.expiry.cancel()
            entry.connection.close()
        }
    }
}
