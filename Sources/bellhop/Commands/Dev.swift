import ArgumentParser
import Chat
import DevMode
import Glibc
import Server

/// Development: the widget from disk with live reload, the scenario player, the next free port.
struct Dev: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the widget from disk, with live reload and the scenario player.",
        discussion: """
            Pages reload when a file under widget/ or config/ changes; style sheets are exchanged without a reload. A mistake in a file stands
            over the page until it is mended. Every request has its line in the log.

            /          the example hotel's page with the widget
            /__dev/    the player: scenarios of answers good and bad, what was sent and when, theme, devices, embed snippet

            Addresses and localhost are answered under any --host; a name that is forwarded here, by a container or a tunnel, wants
            --allowed-host. On NFS, 9p, FUSE and SMB files are looked at twice a second by themselves; elsewhere --poll does it.

            Where port 8080 is taken and none is named, the next free port is used. Ctrl-C ends it at once.
            """
    )

    @OptionGroup var options: SettingsOptions

    @Flag(help: "Open the page in the browser.")
    var open = false

    @Flag(help: "Look for changed files twice a second: for folders whose changes give no events, such as some shared with a container.")
    var poll = false

    @Option(
        help: ArgumentHelp(
            "A name under which the server is asked too, such as that of a tunnel; .example.com for all below it. Can be repeated.",
            valueName: "name"))
    var allowedHost: [String] = []

    func run() async throws {
        let loader = SettingsLoader(
            flags: options.given, environment: ProcessEnvironment.current,
            defaults: ["assets": "widget", "chat.clientPrompts": "allow", "log.format": "text", "timeouts.drainSeconds": "0.05"])
        let serving = ServerRunner(loader: loader, isDevelopment: true)
        let settings = try await serving.settings()
        let (logger, access) = serving.loggers(settings)
        var assembly = ServerFactory(settings: settings, logger: logger, accessLogger: access, isDevelopment: true)
        do {
            let reception = try Reception(settings, try assembly.hotel(), logger: logger)
            assembly.reception = reception
            let plain = assembly
            let facts = try assembly.reloadable(version: "000000000000")
            let host = settings.text("host") ?? "127.0.0.1"
            let access = DevAccess(allowedHosts: Set([host] + allowedHost))
            let site = DevSite(access: access, run: "\(getpid())-\(ServerFactory.clock())") {
                let hotel = (try? plain.hotel()) ?? facts.hotel
                return hotel.publicJSON(
                    service: facts.service, availability: reception.availability, now: ServerFactory.clock())
            }
            let parts = try assembly.parts(queue: serving.queue, site: site)
            let reaction = DevReaction(site: site, assembly: assembly, widget: settings.text("assets") ?? "widget", polls: poll)
            try await serving.run(settings, assembly, parts, takesNextPort: settings.origin("port") == "default") { urls in
                for url in urls where !url.hasSuffix("/metrics") { serving.queue.append("player at \(url)/__dev/\n") }
                if open, let url = urls.first { Self.openBrowser(url) }
            } beside: { server, reloader in
                await reaction.watch(server, reloader)
            }
        } catch let end as ExitCode {
            throw end
        } catch {
            serving.queue.flush()
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
    }

    /// Starts the desktop's opener and does not wait for it.
    private static func openBrowser(_ url: String) {
        var pid = pid_t()
        let words: [UnsafeMutablePointer<CChar>?] = [strdup("xdg-open"), strdup(url), nil]
        let environment: [UnsafeMutablePointer<CChar>?] = ProcessEnvironment.current.map { strdup("\($0.key)=\($0.value)") } + [nil]
        posix_spawnp(&pid, "xdg-open", nil, nil, words, environment)
        for text in words + environment { free(text) }
    }
}
