import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// The edge: listeners, connections, drain. Built from settings and parts, by `main` and by the tests alike.
package final class BellhopServer: Sendable {
    /// Why the server cannot begin.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        /// `flag`: what chooses another address.
        case cannotListen(address: String, reason: String, isInUse: Bool, flag: String)
        case cannotListenUnix(path: String, reason: String)

        /// One line for the terminal or the log.
        package var description: String {
            switch self {
            case .cannotListen(let address, _, true, let flag):
                "cannot listen on \(address): the address is in use; stop the other program or choose another with \(flag)"
            case .cannotListen(let address, let reason, false, _): "cannot listen on \(address): \(reason)"
            case .cannotListenUnix(let path, let reason): "cannot listen on \(path): \(reason); choose another with --unix-socket"
            }
        }
    }

    /// Why a reload is refused although all of its parts can be used.
    package enum ReloadFailure: Error, Sendable, CustomStringConvertible {
        case turnsTLS(on: Bool)

        /// One line for the log: what stays as it was, and why.
        package var description: String {
            switch self {
            case .turnsTLS(let on): "tls.certificate and tls.key cannot be \(on ? "added" : "taken away") by a reload; restart"
            }
        }
    }

    private struct Running {
        var listeners: [any Channel] = []
        var workers: [NIOLoopBound<Worker>] = []
        /// What ends a drain's wait before its time.
        var hurry: EventLoopPromise<Void>?
        var isHurried = false
    }

    private let core: ServerCore
    private let group: MultiThreadedEventLoopGroup
    private let running = Mutex(Running())

    /// Puts the server together; nothing listens before ``start()``.
    package init(_ settings: ServerSettings, _ parts: ServerParts) {
        core = ServerCore(settings: settings, parts: parts)
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, settings.threads))
    }

    /// Chats whose answer is on its way.
    package var runningChats: Int { core.runningChats.load(ordering: .relaxed) }

    /// Begins to listen.
    /// - Returns: The URLs to open.
    package func start() async throws -> [String] {
        // sendfile(2) has no flag against it: a client that went away must not end the process.
        signal(SIGPIPE, SIG_IGN)
        var workers: [ObjectIdentifier: NIOLoopBound<Worker>] = [:]
        for loop in group.makeIterator() {
            let core = core
            workers[ObjectIdentifier(loop)] = try await loop.submit {
                let worker = Worker(core: core, eventLoop: loop)
                worker.start()
                return NIOLoopBound(worker, eventLoop: loop)
            }.get()
        }
        let all = workers
        running.withLock { $0.workers = Array(all.values) }
        let listener = try await listen(core.settings.address, workers: all)
        running.withLock { $0.listeners.append(listener) }
        var urls = Self.urls(of: listener, settings: core.settings, isSecure: core.isSecure)
        if let port = core.settings.adminPort {
            let admin = try await AdminListener.start(core: core, group: group, port: port)
            running.withLock { $0.listeners.append(admin) }
            urls.append("http://127.0.0.1:\(admin.localAddress?.port ?? port)/metrics")
        }
        return urls
    }

    /// Exchanges hotel, prompts, key, limits and certificate; running streams go on.
    ///
    /// - Throws: Where the new state cannot take the old one's place; that one stays whole.
    package func reload(_ parts: ServerParts.Reloadable) throws(ReloadFailure) { try core.reload(parts) }

    /// What the calendars say has changed: `/api/hotel` is made anew; not on a loop.
    package func calendarsChanged() {
        core.calendarVersion.add(1, ordering: .acquiringAndReleasing)
        _ = core.hotelAnswer(now: ServerCore.second())
    }

    /// Makes `/api/hotel` before it is asked for, now and for the hotel's next day, until the task is cancelled; not on a loop.
    package func keepHotelReady() async {
        while !Task.isCancelled {
            _ = core.hotelAnswer(now: ServerCore.second())
            _ = core.hotelAnswer(now: ServerCore.second() + 30)
            try? await Task.sleep(for: .seconds(10))
        }
    }

    /// Turns new chats away and lets running answers end; returns when the last has, or after the drain's time, when they were cut.
    package func drain() async {
        core.isDraining.store(true, ordering: .sequentiallyConsistent)
        await wait(for: onWorkers { $0.connections.drain() }, atMost: core.settings.timeouts.drain)
        for listener in running.withLock({ $0.listeners }) { try? await listener.close() }
        await wait(for: onWorkers { $0.connections.cut() }, atMost: Self.cutTime)
        _ = try? await onWorkers { worker in
            worker.stop()
            return worker.eventLoop.makeSucceededVoidFuture()
        }.get()
        try? await group.shutdownGracefully()
    }

    /// Cuts a drain short: what still runs is ended at once.
    package func hurry() {
        let promise = running.withLock { running in
            running.isHurried = true
            return running.hurry
        }
        promise?.succeed()
    }

    /// How long connections may take to say that they end, behind the error events of their chats.
    private static let cutTime = TimeAmount.seconds(1)

    /// Waits for a future, the time, or ``hurry()``, whatever comes first.
    private func wait(for done: EventLoopFuture<Void>, atMost time: TimeAmount) async {
        let promise = done.eventLoop.makePromise(of: Void.self)
        let isHurried = running.withLock { running in
            running.hurry = promise
            return running.isHurried
        }
        // After a second signal only the moment that a last word needs is left.
        let timer = done.eventLoop.scheduleTask(in: isHurried ? min(time, Self.cutTime) : time) { promise.succeed() }
        done.whenComplete { _ in promise.succeed() }
        try? await promise.futureResult.get()
        timer.cancel()
        running.withLock { $0.hurry = nil }
    }

    /// Does something on every loop; the future completes once it is done on all.
    private func onWorkers(_ action: @escaping @Sendable (Worker) -> EventLoopFuture<Void>) -> EventLoopFuture<Void> {
        let done = running.withLock { $0.workers }.map { bound in bound.eventLoop.flatSubmit { action(bound.value) } }
        return .andAllComplete(done, on: group.next())
    }

    private func listen(
        _ address: ServerSettings.Address, workers: [ObjectIdentifier: NIOLoopBound<Worker>]
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.maxMessagesPerRead, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer(AcceptBackoff.add)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let worker = workers[ObjectIdentifier(channel.eventLoop)]?.value else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    try Self.setOptions(channel)
                    guard worker.core.isSecure, let identity = worker.core.reloadable.tls else {
                        return try Self.configureHTTP1(channel, worker: worker, carrier: .plain)
                    }
                    try Self.configureTLS(channel, identity, worker: worker)
                }
            }
        do {
            switch address {
            // NIO sets TCP_NODELAY on the listening socket, and accepted ones inherit it.
            case .ip(let host, let port):
                return
                    try await bootstrap
                    .serverChannelOption(.tcpOption(NIOBSDSocket.Option(rawValue: TCP_NOTSENT_LOWAT)), value: Self.unsentLimit)
                    .bind(host: host, port: port).get()
            case .unixSocket(let path, let mode):
                return try await bootstrap.withBoundSocket(UnixListener(path: path, mode: mode).open()).get()
            }
        } catch let failure as UnixListener.Failure {
            throw Failure.cannotListenUnix(path: Self.text(address), reason: failure.reason)
        } catch {
            let code = (error as? IOError)?.errnoCode
            throw Failure.cannotListen(address: Self.text(address), reason: "\(error)", isInUse: code == EADDRINUSE, flag: "--port")
        }
    }

    /// Set here at once; the bootstrap would make a future for each.
    private static func setOptions(_ channel: any Channel) throws {
        guard let options = channel.syncOptions else { return }
        try options.setOption(.autoRead, value: false)
        try options.setOption(.allowRemoteHalfClosure, value: true)
        try options.setOption(.writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10))
    }

    /// Most bytes that the kernel takes before the peer's window has room for them: what waits longer waits here, where a slow client's
    /// progress is seen. Inherited by accepted sockets.
    private static let unsentLimit: ChannelOptions.Types.SocketOption.Value = 128 << 10

    private static func configureHTTP1(_ channel: any Channel, worker: Worker, carrier: ResponseWriter.Carrier) throws {
        let handler = HTTPHandler(worker: worker, carrier: carrier)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(handler.watch)
        try pipeline.addHandler(handler)
    }

    private static func configureTLS(_ channel: any Channel, _ identity: TLSIdentity, worker: Worker) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(TLSAlerts(protocols: TLSIdentity.protocols))
        try pipeline.addHandler(NIOSSLServerHandler(context: identity.context))
        try pipeline.addHandler(
            ProtocolChoice(worker: worker) { channel, isHTTP2 in
                if isHTTP2 {
                    try HTTP2Connection.configure(channel, worker: worker)
                } else {
                    try Self.configureHTTP1(channel, worker: worker, carrier: .tls)
                }
            })
    }

    private static func text(_ address: ServerSettings.Address) -> String {
        switch address {
        case .ip(let host, let port): "\(host):\(port)"
        case .unixSocket(let path, _): path
        }
    }

    private static func urls(of listener: any Channel, settings: ServerSettings, isSecure: Bool) -> [String] {
        switch settings.address {
        case .unixSocket(let path, _): return ["unix:\(path)"]
        case .ip(let host, let port):
            return ListeningAddresses.of(host).map { address in
                let shown = address.contains(":") ? "[\(address)]" : address
                return "\(isSecure ? "https" : "http")://\(shown):\(listener.localAddress?.port ?? port)"
            }
        }
    }
}
