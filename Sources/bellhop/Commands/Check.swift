import ArgumentParser
import Logging

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
        do {
            _ = try ServerFactory(settings: settings, logger: logger, accessLogger: logger).parts(queue: LogQueue())
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
        print(SettingsReport(settings: settings))
        print(settings.answersFrom)
        for warning in settings.warnings { print("warning: \(warning)") }
    }
}
