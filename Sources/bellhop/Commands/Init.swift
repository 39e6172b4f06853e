import ArgumentParser

/// Writes the configuration that a hotel starts from.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the configuration a hotel starts from, never over an existing file.",
        discussion: """
            config/hotel.json         the example hotel, to be made yours
            config/prompts/           how the concierge speaks
            config/bellhop.json5      every setting, commented out, with its default
            config/*.schema.json      by which editors complete and check the two
            config/deploy/            systemd, nginx, Caddy, HAProxy, containers
            .env.example              where the key goes
            """)

    @Argument(help: ArgumentHelp("The folder, made if it does not exist (the working directory).", valueName: "folder"))
    var folder: String = "."

    func run() async throws {
        do throws(StarterFiles.Failure) {
            for (path, isNew) in try StarterFiles.write(to: folder) { print(isNew ? "wrote \(path)" : "kept  \(path), which was there") }
        } catch {
            throw ProcessEnd.with(ProcessEnd.cannotCreate, error)
        }
        let place = folder == "." ? "" : "cd \(folder) && "
        print(
            """

            Next:
              1. make config/hotel.json and config/prompts/ yours
              2. \(place)cp .env.example .env && chmod 600 .env, and put the key of your model's provider in
              3. bellhop check, then bellhop, and open http://127.0.0.1:8080
            """)
    }
}
