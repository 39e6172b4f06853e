import ArgumentParser
import Assets
import Chat
import Glibc
import Limits
import Logging
import Relay
import Server
import UnixSignals

/// A running server and what ends it: signals, and files that are read anew.
struct ServerRunner: Sendable {
    let loader: SettingsLoader
    /// As ``ServerFactory/isDevelopment``.
    var isDevelopment = false
    let queue = LogQueue()

    /// Loads the settings and sets the log up, or ends the process.
    func settings() async throws -> Settings {
        do {
            return try loader.load()
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
    }

    func loggers(_ settings: Settings) -> (Logger, Logger) {
        let format = LineFormat(rawValue: settings.text("log.format") ?? "") ?? (isatty(STDERR_FILENO) == 1 ? .text : .json)
        let level = Logger.Level(rawValue: settings.text("log.level") ?? "info") ?? .info
        let (queue, handler) = (queue, { StandardErrorLogHandler(queue: $0, format: format, level: level) })
        return (Logger(label: "bellhop") { _ in handler(queue) }, Logger(label: "bellhop.access") { _ in handler(queue) })
    }

    /// Serves until a signal ends it.
    ///
    /// - Parameters:
    ///   - takesNextPort: Whether a taken port is no reason to give up: up to twenty after it are tried.
    ///   - beside: Runs as long as the server does.
    func run(
        _ settings: Settings, _ assembly: ServerFactory, _ parts: ServerParts, takesNextPort: Bool = false,
        started: ([String]) -> Void = { _ in },
        beside: @escaping @Sendable (BellhopServer, ConfigurationReloader) async -> Void = { _, _ in }
    ) async throws {
        let logger = assembly.logger
        for warning in settings.warnings { logger.warning("\(warning)") }
        logger.notice("\(settings.answersFrom)")
        // Before anybody is told that the server listens: what is there now must not be lost.
        let reloader = ConfigurationReloader(loader, settings: settings, version: parts.assets.version) { settings in
            let (logger, access) = loggers(settings)
            return ServerFactory(
                settings: settings, logger: logger, accessLogger: access, reception: assembly.reception, isDevelopment: isDevelopment)
        }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let account = settings.text("limits.stateFile").flatMap { path in
            (parts.limiter as? MemoryLimiter).map { TokenAccountFile(path: path, limiter: $0, logger: logger) }
        }
        account?.restore()
        let (server, urls) = try await listen(assembly.serverSettings, parts, takesNextPort: takesNextPort)
        for url in urls { queue.append("listening on \(PrintableText.of(url))\n") }
        hint(settings, assembly.serverSettings.address, logger)
        started(urls)
        // Only the start needed them.
        BundleSource.giveBackEmbedded()
        FreeMemory.giveBackProgram()
        let reload = { @Sendable in await self.reload(server, reloader, logger) }
        await wait(for: signals, server, logger, account: account, reception: assembly.reception, reload: reload) { server in
            async let models: Void = ModelWatch(settings: { await reloader.settings }, logger: logger).run()
            await beside(server, reloader)
            await models
        }
        logger.notice("stopped")
        queue.flush()
    }

    /// Begins to listen, or ends the process with what to do about it.
    private func listen(_ settings: ServerSettings, _ parts: ServerParts, takesNextPort: Bool) async throws -> (BellhopServer, [String]) {
        do {
            return try await start(settings, parts, attempts: takesNextPort ? 20 : 1)
        } catch let failure as BellhopServer.Failure {
            queue.flush()
            throw ProcessEnd.with(ProcessEnd.cannotListen, failure)
        }
    }

    private func start(_ settings: ServerSettings, _ parts: ServerParts, attempts: Int) async throws -> (BellhopServer, [String]) {
        let server = BellhopServer(settings, parts)
        guard attempts > 1, case .ip(let host, let port) = settings.address, port > 0, port < 65535 else {
            return (server, try await server.start())
        }
        do {
            if !LoopbackTwin.isTaken(of: host, port: port) { return (server, try await server.start()) }
        } catch let failure as BellhopServer.Failure {
            guard case .cannotListen(_, _, true, "--port") = failure else { throw failure }
        }
        await server.drain()
        var next = settings
        next.address = .ip(host: host, port: port + 1)
        return try await start(next, parts, attempts: attempts - 1)
    }

    /// Says what keeps requests away though everything is set as it was asked for (F-57).
    private func hint(_ settings: Settings, _ address: ServerSettings.Address, _ logger: Logger) {
        guard case .ip(let host, let port) = address else { return }
        if settings.origin("port") == "PORT", settings.origin("host") == "default" {
            logger.warning(
                "PORT is set, as hosting platforms do, but only this machine reaches 127.0.0.1; BELLHOP_HOST=0.0.0.0 lets others in")
        }
        if let twin = LoopbackTwin.of(host), LoopbackTwin.isTaken(of: host, port: port) {
            logger.warning(
                "another program listens on the other loopback address; a browser that opens localhost may reach that one",
                metadata: ["address": "\(twin):\(port)"])
        }
    }

    private enum Event: Sendable { case signal(UnixSignal), ended }

    private func wait(
        for signals: UnixSignalsSequence, _ server: BellhopServer, _ logger: Logger, account: TokenAccountFile?, reception: Reception?,
        reload: @escaping @Sendable () async -> Void, beside: @escaping @Sendable (BellhopServer) async -> Void
    ) async {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await signal in signals { continuation.yield(.signal(signal)) } }
            group.addTask { await beside(server) }
            group.addTask { await FreeMemory.giveBack(server) }
            group.addTask { await server.keepHotelReady() }
            if let reception {
                group.addTask { await reception.run() }
                group.addTask { for await _ in reception.calendarChanges { server.calendarsChanged() } }
            }
            if let account { group.addTask { await account.keep() } }
            group.addTask { await watchKeyFiles(changed: reload) }
            var isDraining = false
            for await event in events {
                switch event {
                case .ended:
                    group.cancelAll()
                    return
                case .signal(.sighup): await reload()
                case .signal where isDraining: server.hurry()
                case .signal:
                    isDraining = true
                    logger.notice("stopping; running answers may end", metadata: ["chats": .stringConvertible(server.runningChats)])
                    group.addTask {
                        await server.drain()
                        continuation.yield(.ended)
                    }
                }
            }
        }
    }

    /// Reads everything anew; where something is wrong the old stays.
    private func reload(_ server: BellhopServer, _ reloader: ConfigurationReloader, _ logger: Logger) async {
        do {
            try await reloader.reload { try server.reload($0) }
            logger.notice("settings reloaded")
        } catch {
            logger.error("settings not reloaded, the old ones stay", metadata: ["error": "\(error)"])
        }
    }

    /// Looks at the key files every two seconds. A file that is gone is believed at the second look: an editor may be replacing it.
    private func watchKeyFiles(changed: () async -> Void) async {
        func stamps() -> [String] {
            [SettingsLoader.dotEnvFile, SettingsLoader.keyFile].map { path in
                var facts = stat()
                return stat(path, &facts) == 0 ? "\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec).\(facts.st_ino).\(facts.st_size)" : ""
            }
        }
        var known = stamps()
        var last = known
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            let now = stamps()
            let isSettled = now == last || !now.contains("")
            last = now
            guard now != known, isSettled, !Task.isCancelled else { continue }
            known = now
            await changed()
        }
    }
}
