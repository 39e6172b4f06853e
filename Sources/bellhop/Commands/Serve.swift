import ArgumentParser

/// Production: the bundled widget, answers of the configured upstream or of the demo model.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the widget and the chat (the default).",
        discussion: """
            SIGTERM or Ctrl-C ends it after the running answers; a second one at once. SIGHUP reads hotel, prompts, key, upstream, limits and
            certificate anew, all or nothing: where something is wrong or gone the old state stays.
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let serving = ServerRunner(loader: SettingsLoader(flags: options.given, environment: ProcessEnvironment.current))
        let settings = try await serving.settings()
        let (logger, access) = serving.loggers(settings)
        var assembly = ServerFactory(settings: settings, logger: logger, accessLogger: access)
        do {
            assembly.reception = try Reception(settings, try assembly.hotel(), logger: logger)
            let parts = try assembly.parts(queue: serving.queue)
            try await serving.run(settings, assembly, parts)
        } catch let end as ExitCode {
            throw end
        } catch {
            serving.queue.flush()
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
    }
}
