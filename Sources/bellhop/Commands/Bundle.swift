import ArgumentParser
import Assets

/// Writes the widget's files for a CDN or another web server.
struct Bundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes the widget with .gz sidecars to a folder, for a CDN.",
        discussion: "nginx serves them with `gzip_static on;`. Files of the same names are replaced.")

    @Argument(help: ArgumentHelp("The folder; made if it does not exist.", valueName: "folder"))
    var folder: String

    func run() async throws {
        do {
            for path in try BundleWriter().write(to: folder) { print(path) }
        } catch {
            throw ProcessEnd.with(ProcessEnd.cannotCreate, "\(error)")
        }
    }
}
