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

        package var description: String {
            switch self {
            case .turnsTLS(let on): "tls.certificate and tls.key cannot be \(on ? "added" : "taken away") by a reload; restart"
            }
        }
    }

    private struct Running {
        var listeners: [any Channel] = []
        var loops: [NIOLoopBound<LoopContext>] = []
    }

    private let core: ServerCore
    private let group: MultiThreadedEventLoopGroup
    private let running = Mutex(Running())

    package init(_ settings: ServerSettings, _ parts: ServerParts) {
        core = ServerCore(settings: settings, parts: parts)
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, settings.threads))
    }

    package var runningChats: Int { core.runningChats.load(ordering: .relaxed) }

    /// Begins to listen.
    /// - Returns: The URLs to open.
    package func start() async throws -> [String] {
        var contexts: [ObjectIdentifier: NIOLoopBound<LoopContext>] = [:]
        for loop in group.makeIterator() {
            let core = core
            let bound = try await loop.submit {
                let context = LoopContext(core: core, eventLoop: loop)
                context.updateClock()
                context.startTicking()
                return NIOLoopBound(context, eventLoop: loop)
            }.get()
            contexts[ObjectIdentifier(loop)] = bound
        }
        let all = contexts
        running.withLock { $0.loops = Array(all.values) }
        let listener = try await listen(core.settings.address, contexts: all)
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

    /// Makes `/api/hotel` before it is asked for, now and for the hotel's next day, until the task is cancelled; not on a loop.
    package func keepHotelReady() async {
        while !Task.isCancelled {
            _ = core.hotelAnswer(now: ServerCore.second())
            _ = core.hotelAnswer(now: ServerCore.second() + 30)
            try? await Task.sleep(for: .seconds(10))
        }
    }

    /// Turns new chats away and lets running ones end; returns when the last has, or after the drain's time, when they were cut.
    package func drain() async {
        core.isDraining.store(true, ordering: .sequentiallyConsistent)
        onLoops { $0.drain() }
        let end = ContinuousClock.now + .nanoseconds(core.settings.timeouts.drain.nanoseconds)
        while runningChats > 0, ContinuousClock.now < end, !core.isHurried.load(ordering: .relaxed) {
            try? await Task.sleep(for: .milliseconds(20))
        }
        if runningChats > 0 { await cut() }
        await stop()
    }

    /// Cuts a drain short: what still runs is ended at once.
    package func hurry() { core.isHurried.store(true, ordering: .relaxed) }

    /// Ends what runs with its error event.
    private func cut() async {
        onLoops { $0.cut() }
        let end = ContinuousClock.now + .seconds(1)
        while runningChats > 0, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(10)) }
    }

    private func stop() async {
        for listener in running.withLock({ $0.listeners }) { try? await listener.close() }
        onLoops {
            $0.cut()
            $0.stop()
        }
        // What was written last is still on its way.
        try? await Task.sleep(for: .milliseconds(50))
        try? await group.shutdownGracefully()
    }

    private func onLoops(_ action: @escaping @Sendable (LoopContext) -> Void) {
        for bound in running.withLock({ $0.loops }) { bound.eventLoop.execute { action(bound.value) } }
    }

    private func listen(
        _ address: ServerSettings.Address, contexts: [ObjectIdentifier: NIOLoopBound<LoopContext>]
    ) async throws -> any Channel {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.maxMessagesPerRead, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer(AcceptBackoff.add)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context = contexts[ObjectIdentifier(channel.eventLoop)] else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    try Self.setOptions(channel)
                    let loop = context.value
                    guard loop.core.isSecure, let identity = loop.core.reloadable.tls else {
                        return try Self.configureHTTP1(channel, loop: loop, carrier: .plain)
                    }
                    try Self.configureTLS(channel, identity, loop: loop)
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

    private static func configureHTTP1(_ channel: any Channel, loop: LoopContext, carrier: HTTPHandler.Carrier) throws {
        let handler = HTTPHandler(loop: loop, carrier: carrier)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(handler.watch)
        try pipeline.addHandler(handler)
    }

    private static func configureTLS(_ channel: any Channel, _ identity: TLSIdentity, loop: LoopContext) throws {
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(TLSAlerts(protocols: TLSIdentity.protocols))
        try pipeline.addHandler(NIOSSLServerHandler(context: identity.context))
        try pipeline.addHandler(
            ProtocolChoice(loop: loop) { channel, isHTTP2 in
                if isHTTP2 {
                    try HTTP2Connection.configure(channel, loop: loop)
                } else {
                    try Self.configureHTTP1(channel, loop: loop, carrier: .tls)
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
