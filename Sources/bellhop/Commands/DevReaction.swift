import Chat
import DevMode
import Logging
import Server

/// What development mode does when a file changes.
struct DevReaction: Sendable {
    let site: DevSite
    let assembly: ServerFactory
    /// The widget's folder.
    let widget: String
    /// Whether files are looked at twice a second whatever the file system tells.
    let polls: Bool
    private let baseline: FileWatcher.Baseline

    /// Looks at the folders as they are now; what changes from here on is noticed.
    init(site: DevSite, assembly: ServerFactory, widget: String, polls: Bool) {
        self.site = site
        self.assembly = assembly
        self.widget = widget
        self.polls = polls
        baseline = .init([.init(path: widget, name: "widget"), .init(path: "config", name: "config")])
    }

    /// Watches until the task is cancelled.
    func watch(_ server: BellhopServer, _ reloader: ConfigurationReloader) async {
        let reload = { @Sendable (change: TreeChange) in await self.reload(change, server, reloader) }
        async let hotel: Void = watchHotel(changed: reload)
        await watchFolders(configChanged: reload)
        await hotel
    }

    /// Looks twice a second at a hotel outside of `config/`: the folder around it may hold anything.
    private func watchHotel(changed: (TreeChange) async -> Void) async {
        guard let path = assembly.settings.text("hotel"), !path.hasPrefix("config/") else { return }
        var known = (try? ConfigurationFile(path: path))?.bytes
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(500))
            let now = (try? ConfigurationFile(path: path))?.bytes
            guard now != known else { continue }
            known = now
            await changed(TreeChange(updated: [path]))
        }
    }

    private func watchFolders(configChanged: @escaping @Sendable (TreeChange) async -> Void) async {
        let watcher = FileWatcher(from: baseline, polls: polls) { mode in
            if case .polling(let reason) = mode {
                assembly.logger.notice("files are looked at twice a second, changes cannot be watched", metadata: ["reason": "\(reason)"])
            }
        } report: { root, change in
            if root.name == "config" {
                if change.all.contains(where: Self.isConfiguration) { await configChanged(change) }
            } else {
                widgetChanged(change)
            }
        }
        await watcher.run()
    }

    private func widgetChanged(_ change: TreeChange) {
        log(change)
        var good = change
        for path in change.all where path.hasSuffix(".css") {
            // A file that went between the change and now is no mistake.
            if let file = try? ConfigurationFile(path: widget + path), let problem = CSSCheck.problem(in: file.bytes) {
                show(DevProblem(file: widget + path, line: problem.line, message: problem.message), of: path)
                good.added.removeAll { $0 == path }
                good.updated.removeAll { $0 == path }
            } else {
                site.clearProblem(of: path)
            }
        }
        guard !good.isEmpty else { return }
        let isStyle = good.added.isEmpty && good.removed.isEmpty && good.updated.allSatisfy { $0.hasSuffix(".css") }
        site.changed(good, action: isStyle ? .style : .reload)
    }

    /// Whether a file of `config/` is one that is read anew; key files are looked at by ``ServerRunner``.
    private static func isConfiguration(_ path: String) -> Bool { [".json", ".json5", ".md"].contains { path.hasSuffix($0) } }

    private func reload(_ change: TreeChange, _ server: BellhopServer, _ reloader: ConfigurationReloader) async {
        log(change)
        do {
            try await reloader.reload { try server.reload($0) }
            site.clearProblem(of: "config")
            site.changed(change, action: .reload)
        } catch let error as HotelError {
            let message = error.path.isEmpty ? error.reason : "\(error.path): \(error.reason)"
            show(DevProblem(file: error.file, line: error.line, message: message), of: "config")
        } catch let error as PromptError {
            show(DevProblem(file: error.file, line: error.line, message: error.reason), of: "config")
        } catch {
            show(DevProblem(file: "config", message: "\(error)"), of: "config")
        }
    }

    private func log(_ change: TreeChange) {
        assembly.logger.info("changed", metadata: ["files": "\(change.all.joined(separator: " "))"])
    }

    /// Over the pages and in the log.
    private func show(_ problem: DevProblem, of source: String) {
        let place = problem.file + (problem.line.map { ":\($0)" } ?? "")
        assembly.logger.warning("a file cannot be used, the old stays", metadata: ["file": "\(place)", "reason": "\(problem.message)"])
        site.show(problem, of: source)
    }
}
