import Glibc

/// Tells of changed files below folders, judged by content, bursts put together.
package actor FileWatcher {
    /// One watched folder.
    package struct Root: Sendable, Equatable {
        package var path: String
        /// What the folder is for, given back with each change.
        package var name: String

        package init(path: String, name: String) {
            self.path = path
            self.name = name
        }
    }

    /// What the folders hold at one moment. Taken before a server listens, so that no later change is missed.
    package struct Baseline: Sendable {
        let roots: [Root]
        let snapshots: [TreeSnapshot]

        package init(_ roots: [Root]) {
            self.roots = roots
            snapshots = roots.map { TreeReader(root: $0.path).snapshot(after: TreeSnapshot()) }
        }
    }

    /// How changes are noticed.
    package enum Mode: Sendable, Equatable {
        /// By the kernel's events. Whether the folders are the same ones still is looked at twice a second.
        case inotify
        /// By looking twice a second; the reason says why events cannot be relied on.
        case polling(reason: String)
    }

    /// A burst ends when nothing has happened for this long, in milliseconds.
    static let quiet = 20
    /// How long a burst may grow, in milliseconds.
    static let longest = 120
    static let pollInterval = 500

    private let roots: [Root]
    private let report: @Sendable (Root, TreeChange) async -> Void
    private let announce: @Sendable (Mode) -> Void
    private let polls: Bool
    private var snapshots: [TreeSnapshot]
    /// The folders that ``snapshots`` are of.
    private var identities: [FolderIdentity?]

    /// - Parameters:
    ///   - polls: Whether to look twice a second whatever the file systems are.
    ///   - announce: Called with the way that is used, and again where it has to change.
    ///   - report: Called for each root with a change.
    package init(
        from baseline: Baseline, polls: Bool = false, announce: @escaping @Sendable (Mode) -> Void,
        report: @escaping @Sendable (Root, TreeChange) async -> Void
    ) {
        roots = baseline.roots
        self.polls = polls
        self.announce = announce
        self.report = report
        snapshots = baseline.snapshots
        identities = baseline.roots.map { FolderIdentity(of: $0.path) }
    }

    /// Watches until the task is cancelled.
    package func run() async {
        if let reason = reasonToPoll { return await poll(because: reason) }
        do throws(Inotify.Failure) {
            let inotify = try Inotify()
            try watchFolders(with: inotify)
            announce(.inotify)
            await look()
            try await follow(inotify)
        } catch {
            guard case .unavailable(let code) = error else { return }
            await poll(because: strerror(code).map { String(cString: $0) } ?? "error \(code)")
        }
    }

    /// Looks at each event, and at each tick for which there may have been none.
    private func follow(_ inotify: Inotify) async throws(Inotify.Failure) {
        let ticks = Task { [wake = inotify.wake] in
            while !Task.isCancelled {
                try? await Task.sleep(for: .milliseconds(Self.pollInterval))
                wake()
            }
        }
        defer { ticks.cancel() }
        for await _ in inotify.wakeUps {
            let isMoved = identities != roots.map { FolderIdentity(of: $0.path) }
            if isMoved, let reason = reasonToPoll { return await poll(because: reason) }
            let hasChanged = inotify.takeEvents() || isMoved
            guard hasChanged || roots.contains(where: { FileSystemEvents(below: $0.path) == .some }) else { continue }
            if hasChanged { await settle() }
            // New folders want a watch before their files are looked at.
            try watchFolders(with: inotify)
            await look()
        }
    }

    /// Compares each folder with what it was and reports.
    func look() async {
        for (index, root) in roots.enumerated() {
            // Before the files: a folder that is exchanged meanwhile is another one at the next tick.
            identities[index] = FolderIdentity(of: root.path)
            let now = TreeReader(root: root.path).snapshot(after: snapshots[index])
            let change = snapshots[index].change(to: now)
            snapshots[index] = now
            if !change.isEmpty { await report(root, change) }
        }
    }

    private var reasonToPoll: String? {
        if polls { return "asked for" }
        for root in roots {
            if case .none(let name) = FileSystemEvents(below: root.path) { return "\(root.path) is on \(name)" }
        }
        return nil
    }

    private func poll(because reason: String) async {
        announce(.polling(reason: reason))
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(Self.pollInterval))
            await look()
        }
    }

    /// Waits until stamps stop changing, so that a half-written file is not shown.
    private func settle() async {
        var waited = 0
        var before = stamps()
        while waited < Self.longest, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(Self.quiet))
            waited += Self.quiet
            let now = stamps()
            if now == before { return }
            before = now
        }
    }

    private func stamps() -> [TreeSnapshot] {
        roots.enumerated().map { TreeReader(root: $1.path).snapshot(after: snapshots[$0]) }
    }

    private func watchFolders(with inotify: Inotify) throws(Inotify.Failure) {
        for root in roots {
            for folder in TreeReader(root: root.path).folders() { try inotify.watch(root.path + folder) }
        }
    }
}
