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
        case inotify
        /// Looking every half second; the reason says why inotify cannot be used.
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
    private let usesInotify: Bool
    private var snapshots: [TreeSnapshot]

    /// - Parameters:
    ///   - report: Called for each root with a change.
    ///   - announce: Called once, with the way that is used.
    package init(
        from baseline: Baseline, usesInotify: Bool = true, announce: @escaping @Sendable (Mode) -> Void,
        report: @escaping @Sendable (Root, TreeChange) async -> Void
    ) {
        roots = baseline.roots
        self.usesInotify = usesInotify
        self.announce = announce
        self.report = report
        snapshots = baseline.snapshots
    }

    /// Watches until the task is cancelled.
    package func run() async {
        let inotify: Inotify
        do throws(Inotify.Failure) {
            guard usesInotify else { throw .unavailable(0) }
            inotify = try Inotify()
            try watchFolders(with: inotify)
        } catch {
            guard case .unavailable(let code) = error else { return }
            return await poll(because: code)
        }
        announce(.inotify)
        await look()
        for await _ in inotify.wakeUps {
            await settle()
            // New folders want a watch before their files are looked at; running out of watches ends in polling.
            do throws(Inotify.Failure) {
                try watchFolders(with: inotify)
            } catch {
                guard case .unavailable(let code) = error else { return }
                return await poll(because: code)
            }
            await look()
        }
    }

    /// Compares each folder with what it was and reports.
    func look() async {
        for (index, root) in roots.enumerated() {
            let now = TreeReader(root: root.path).snapshot(after: snapshots[index])
            let change = snapshots[index].change(to: now)
            snapshots[index] = now
            if !change.isEmpty { await report(root, change) }
        }
    }

    private func poll(because code: CInt) async {
        let reason = code == 0 ? "asked for" : strerror(code).map { String(cString: $0) } ?? "error \(code)"
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
