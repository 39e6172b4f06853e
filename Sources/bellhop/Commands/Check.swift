import ArgumentParser
import Chat
import Logging
import Server

/// Loads and validates everything, and says where each value came from.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validates the settings and prints each with its origin.",
        discussion: "Secrets are redacted. Exit code 0 where everything can be used, 78 where something cannot.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings: Settings
        do {
            settings = try SettingsLoader(flags: options.given, environment: ProcessEnvironment.current).load()
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, error)
        }
        let logger = Logger(label: "bellhop") { _ in SwiftLogNoOpLogHandler() }
        var startTokens = 0
        var warnings = settings.warnings
        do {
            let factory = ServerFactory(settings: settings, logger: logger, accessLogger: logger)
            let parts = try factory.parts(queue: LogQueue())
            startTokens = parts.reloadable.requestFactory.startTokens(now: ServerFactory.clock())
            warnings += try ReceptionSettings(settings, parts.reloadable.hotel).warnings
            try CalendarCheck(hotel: parts.reloadable.hotel).run()
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
        print(SettingsReport(settings: settings))
        print(settings.answersFrom)
        print("a chat starts with about \(startTokens) tokens")
        for warning in warnings { print("warning: \(warning)") }
    }
}
