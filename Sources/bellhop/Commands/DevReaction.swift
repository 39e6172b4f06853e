import Chat
import DevMode
import Logging
import Server

/// What development mode does when a file changes.
struct DevReaction: Sendable {
    let site: DevSite
    let assembly: Assembly
    /// The widget's folder.
    let widget: String

    /// Watches until the task is cancelled.
    func watch(_ server: BellhopServer) async {
        let roots = [FileWatcher.Root(path: widget, name: "widget"), FileWatcher.Root(path: "config", name: "config")]
        let watcher = FileWatcher(roots: roots) { mode in
            if case .polling(let reason) = mode {
                assembly.logger.warning("files are looked at twice a second, changes cannot be watched", metadata: ["reason": "\(reason)"])
            }
        } report: { root, change in
            if root.name == "config" { configChanged(change, server) } else { widgetChanged(change) }
        }
        await watcher.run()
    }

    private func widgetChanged(_ change: TreeChange) {
        assembly.logger.info("changed", metadata: ["files": "\(change.all.joined(separator: " "))"])
        for path in change.added + change.updated where path.hasSuffix(".css") {
            guard let file = try? SmallFile(path: widget + path), let problem = CSSCheck.problem(in: file.bytes) else { continue }
            return site.show(DevProblem(file: widget + path, line: problem.line, message: problem.message))
        }
        site.clearProblem()
        let isStyle = change.added.isEmpty && change.removed.isEmpty && change.updated.allSatisfy { $0.hasSuffix(".css") }
        site.changed(change, action: isStyle ? .style : .reload)
    }

    private func configChanged(_ change: TreeChange, _ server: BellhopServer) {
        guard change.all.contains(where: { $0.hasSuffix(".json") || $0.hasSuffix(".md") }) else { return }
        do {
            server.reload(try assembly.reloadable(version: "000000000000"))
            site.clearProblem()
            site.changed(change, action: .reload)
        } catch let error as HotelError {
            site.show(DevProblem(file: error.file, message: error.path.isEmpty ? error.reason : "\(error.path): \(error.reason)"))
        } catch let error as PromptError {
            site.show(DevProblem(file: error.file, line: error.line, message: error.reason))
        } catch {
            site.show(DevProblem(file: "config", message: "\(error)"))
        }
    }
}
