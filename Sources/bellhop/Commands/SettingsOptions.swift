import ArgumentParser

/// The flags of docs/settings.md §3. All are optional and without default: a given one goes in front of the environment.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Address to listen on (127.0.0.1).", valueName: "address"))
    var host: String?

    @Option(help: ArgumentHelp("Port to listen on (8080); 0 picks a free one.", valueName: "number"))
    var port: String?

    @Option(help: ArgumentHelp("Listen on a Unix socket instead.", valueName: "path"))
    var unixSocket: String?

    @Option(help: ArgumentHelp("Loopback port of /metrics (off).", valueName: "number"))
    var adminPort: String?

    @Option(help: ArgumentHelp("Settings file, which must exist (config/bellhop.json5 if it does).", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("Serve the widget from a folder instead of the built-in one.", valueName: "folder"))
    var assets: String?

    @Option(help: ArgumentHelp("The hotel (config/hotel.json if it exists, else the example hotel).", valueName: "file"))
    var hotel: String?

    @Option(help: ArgumentHelp("Root of an OpenAI-compatible API (https://api.openai.com/v1).", valueName: "url"))
    var upstream: String?

    @Flag(help: "Refuse to start without an API key.")
    var requireKey = false

    @Flag(help: "Answer from the demo model even with a key.")
    var demo = false

    @Option(help: ArgumentHelp("Event-loop threads (one a core).", valueName: "number"))
    var threads: String?

    @Option(help: ArgumentHelp("trace, debug, info, notice, warning, error or critical (info).", valueName: "level"))
    var logLevel: String?

    @Option(help: ArgumentHelp("text or json (text on a terminal, else json).", valueName: "format"))
    var logFormat: String?

    @Option(help: ArgumentHelp("Certificate chain, PEM; with --tls-key: HTTPS.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("Private key, PEM.", valueName: "file"))
    var tlsKey: String?

    /// The given flags by setting key, as typed.
    var given: [String: String] {
        let options: [(String, String?)] = [
            ("host", host), ("port", port), ("unixSocket", unixSocket), ("admin.port", adminPort), ("config", config), ("assets", assets),
            ("hotel", hotel), ("upstream.url", upstream), ("upstream.requireKey", requireKey ? "true" : nil),
            ("demo.enabled", demo ? "true" : nil), ("threads", threads), ("log.level", logLevel), ("log.format", logFormat),
            ("tls.certificate", tlsCert), ("tls.key", tlsKey),
        ]
        return Dictionary(uniqueKeysWithValues: options.compactMap { key, value in value.map { (key, $0) } })
    }
}
