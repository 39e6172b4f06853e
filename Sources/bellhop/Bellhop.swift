import ArgumentParser

@main
enum Program {
    @MainActor static func main() async {
        // The process has one thread so far.
        DescriptorTable.reserve()
        await Bellhop.main()
    }
}

/// The command line: `serve` where no command is named.
struct Bellhop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bellhop",
        abstract: "An AI concierge chat for a hotel's website, in one program.",
        discussion: """
            Serves the chat widget and streams answers of an OpenAI-compatible API; the API key stays on the server. Without a key it
            answers from a built-in demo model.

              bellhop                              serve on http://127.0.0.1:8080
              OPENAI_API_KEY=sk-… bellhop          the same with real answers
              bellhop dev                          develop the widget, with live reload
              bellhop check                        show every setting and where it comes from

            Settings: flag, environment, .env, config/config-local.js (the key), config/bellhop.json5, default; the first that is set counts.
            """,
        version: "bellhop \(Version.current)",
        subcommands: [Serve.self, Dev.self, Check.self, Bundle.self],
        defaultSubcommand: Serve.self)
}

/// The program's version (semver.org).
enum Version {
    static let current = "0.1.0"
}
