import ArgumentParser
import Chat
import Logging
import Server

/// Loads and validates everything, and says where each value came from.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validates the settings and prints each with its origin.",
        discussion: """
            Secrets are redacted. Exit code 0 where everything can be used, 78 where something cannot.

            With --online the upstream is asked as a guest's chat would: it finds a wrong key, an unknown model, a URL without its /v1, a
            certificate that is not trusted, a proxy on the way that holds the stream back, and a model that will be shut down.
            """)

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Ask the upstream too: name, connection, TLS, model, and one streamed answer of at most 16 tokens.")
    var online = false

    func run() async throws {
        let settings: Settings
        do {
            settings = try SettingsLoader(flags: options.given, environment: ProcessEnvironment.current).load()
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, error)
        }
        let logger = Logger(label: "bellhop") { _ in SwiftLogNoOpLogHandler() }
        let factory = ServerFactory(settings: settings, logger: logger, accessLogger: logger)
        let facts: CheckFacts
        var warnings = settings.warnings
        do {
            let parts = try factory.parts(queue: LogQueue())
            facts = CheckFacts(settings: settings, present: factory.presentFiles, reloadable: parts.reloadable)
            warnings += try ReceptionSettings(settings, parts.reloadable.hotel).warnings
            try CalendarCheck(hotel: parts.reloadable.hotel).run()
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
        say(SettingsReport(settings: settings).description + "\n")
        for line in try facts.lines() { say(line) }
        for warning in warnings { say("warning: \(warning)") }
        if online { try await ask(settings, factory, facts) }
    }

    private func ask(_ settings: Settings, _ factory: ServerFactory, _ facts: CheckFacts) async throws {
        say("")
        let check = CheckOnline(
            settings: settings, requestFactory: facts.reloadable.requestFactory, timeouts: factory.relayTimeouts)
        do {
            if let problem = try await check.run() { throw ProcessEnd.with(ProcessEnd.badConfiguration, problem) }
        } catch let end as ExitCode {
            throw end
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
        say("A guest gets an answer.")
    }

    private func say(_ text: String) { print(PrintableText.of(text, keepsLineEnds: true)) }
}
