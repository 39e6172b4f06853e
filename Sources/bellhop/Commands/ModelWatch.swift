import Logging
import Relay
import UpstreamCheck

/// Warns once a day of a model whose end is near (docs/providers.md §5).
struct ModelWatch: Sendable {
    /// The settings that hold now.
    let settings: @Sendable () async -> Settings
    let logger: Logger
    /// Asks an upstream for the end of its model.
    var ask: @Sendable (Settings) async -> ModelShutdown? = Self.asked

    /// Between two looks at whether it is time to ask; also before the first, so that a start is not held up.
    static let interval = Duration.seconds(30)
    /// Looks in a day.
    static let looksPerDay = 2880

    /// Watches until the task is cancelled.
    func run(sleep: @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }) async {
        var (asked, looks): (String?, Int) = (nil, 0)
        while !Task.isCancelled {
            await sleep(Self.interval)
            guard !Task.isCancelled else { return }
            let settings = await settings()
            let subject = "\(settings.text("upstream.url") ?? "") \(settings.text("chat.model") ?? "")"
            looks += 1
            guard !settings.isDemo, subject != asked || looks >= Self.looksPerDay else { continue }
            (asked, looks) = (subject, 0)
            guard let shutdown = await ask(settings), shutdown.isNear else { continue }
            logger.warning(
                "the model's end is near; set chat.model (BELLHOP_MODEL) to its successor",
                metadata: [
                    "chat.model": "\(shutdown.model)", "shutdown": "\(shutdown.description)",
                    "days_left": .stringConvertible(shutdown.daysLeft),
                ])
        }
    }

    private static func asked(_ settings: Settings) async -> ModelShutdown? {
        let logger = Logger(label: "bellhop.model") { _ in SwiftLogNoOpLogHandler() }
        guard let upstream = settings.upstream(), let model = settings.text("chat.model"),
            let upstream = try? HTTPUpstream(settings: upstream, version: Version.current, logger: logger)
        else { return nil }
        return await ModelShutdown.asked(of: upstream, model: model, now: ServerFactory.clock())
    }
}
