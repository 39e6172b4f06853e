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
    let queue = LogQueue()

    /// Loads the settings and sets the log up, or ends the process.
    func settings() async throws -> Settings {
        do {
            return try await loader.load()
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
        beside: @escaping @Sendable (BellhopServer) async -> Void = { _ in }
    ) async throws {
        let logger = assembly.logger
        for warning in settings.warnings { logger.warning("\(warning)") }
        if settings.isDemo { logger.notice("answers come from the demo model; set OPENAI_API_KEY for real ones") }
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        signal(SIGPIPE, SIG_IGN)
        let account = settings.text("limits.stateFile").flatMap { path in
            (parts.limiter as? MemoryLimiter).map { TokenAccountFile(path: path, limiter: $0, logger: logger) }
        }
        account?.restore()
        let (server, urls): (BellhopServer, [String])
        do {
            (server, urls) = try await start(assembly.serverSettings, parts, attempts: takesNextPort ? 20 : 1)
        } catch let failure as BellhopServer.Failure {
            queue.flush()
            if case .badTLS = failure { throw ProcessEnd.with(ProcessEnd.badConfiguration, failure) }
            throw ProcessEnd.with(ProcessEnd.cannotListen, failure)
        }
        for url in urls { queue.append("listening on \(url)\n") }
        started(urls)
        // Only the start needed them.
        BundleSource.giveBackEmbedded()
        await wait(for: signals, server, assembly, version: parts.assets.version, account: account, beside: beside)
        logger.notice("stopped")
        queue.flush()
    }

    private func start(_ settings: ServerSettings, _ parts: ServerParts, attempts: Int) async throws -> (BellhopServer, [String]) {
        let server = BellhopServer(settings, parts)
        do {
            return (server, try await server.start())
        } catch let failure as BellhopServer.Failure {
            guard case .cannotListen(_, _, true) = failure, attempts > 1, case .ip(let host, let port) = settings.address, port > 0,
                port < 65535
            else { throw failure }
            await server.drain()
            var next = settings
            next.address = .ip(host: host, port: port + 1)
            return try await start(next, parts, attempts: attempts - 1)
        }
    }

    private enum Event: Sendable { case signal(UnixSignal), ended }

    private func wait(
        for signals: UnixSignalsSequence, _ server: BellhopServer, _ assembly: ServerFactory, version: String, account: TokenAccountFile?,
        beside: @escaping @Sendable (BellhopServer) async -> Void
    ) async {
        let logger = assembly.logger
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await signal in signals { continuation.yield(.signal(signal)) } }
            group.addTask { await beside(server) }
            group.addTask { await FreeMemory.giveBack(server) }
            if let reception = assembly.reception { group.addTask { await reception.run() } }
            if let account { group.addTask { await account.keep() } }
            group.addTask { await watchKeyFiles { await reload(server, assembly, version) } }
            var isDraining = false
            for await event in events {
                switch event {
                case .ended:
                    group.cancelAll()
                    return
                case .signal(.sighup): await reload(server, assembly, version)
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
    private func reload(_ server: BellhopServer, _ assembly: ServerFactory, _ version: String) async {
        let logger = assembly.logger
        do {
            let settings = try await loader.load()
            let (log, access) = loggers(settings)
            let factory = ServerFactory(settings: settings, logger: log, accessLogger: access, reception: assembly.reception)
            let new = try factory.reloadable(version: version)
            _ = try ReceptionSettings(settings, new.hotel)
            // First, so that no room of the new hotel is without its calendars for a moment.
            assembly.reception?.use(new.hotel)
            server.reload(new)
            logger.notice("settings reloaded")
        } catch {
            logger.error("settings not reloaded, the old ones stay", metadata: ["error": "\(error)"])
        }
    }

    /// Looks at the key files every two seconds.
    private func watchKeyFiles(_ changed: () async -> Void) async {
        func stamps() -> [String] {
            [".env", SettingsLoader.keyFile].map { path in
                var facts = stat()
                return stat(path, &facts) == 0 ? "\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec).\(facts.st_ino).\(facts.st_size)" : ""
            }
        }
        var known = stamps()
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            let now = stamps()
            if now != known, !Task.isCancelled {
                known = now
                await changed()
            }
        }
    }
}
