import Synchronization
import Testing

@testable import DevMode

@Suite struct FileWatcherTests {
    /// Collects reports as a stream, so that a test waits for them and not for time.
    private func watched(_ folder: WatchedFolder, inotify: Bool = true) -> (
        FileWatcher, AsyncStream<TreeChange>, AsyncStream<FileWatcher.Mode>
    ) {
        let (changes, reported) = AsyncStream.makeStream(of: TreeChange.self)
        let (modes, announced) = AsyncStream.makeStream(of: FileWatcher.Mode.self)
        let watcher = FileWatcher(
            from: .init([.init(path: folder.path, name: "widget")]), usesInotify: inotify, announce: { announced.yield($0) },
            report: { _, change in reported.yield(change) })
        return (watcher, changes, modes)
    }

    @Test(arguments: [true, false])
    func changesAreReportedByContent(inotify: Bool) async throws {
        let folder = try WatchedFolder()
        try folder.write("one", to: "a.css")
        try folder.write("two", to: "js/b.js")
        let (watcher, changes, modes) = watched(folder, inotify: inotify)
        let task = Task { await watcher.run() }
        defer { task.cancel() }
        var announced = modes.makeAsyncIterator()
        #expect(await announced.next() == (inotify ? .inotify : .polling(reason: "asked for")))

        var reports = changes.makeAsyncIterator()
        try folder.write("changed", to: "a.css")
        #expect(await reports.next() == TreeChange(updated: ["/a.css"]))
        try folder.write("two", to: "js/b.js")
        try folder.write("new", to: "deep/er/c.js")
        #expect(await reports.next() == TreeChange(added: ["/deep/er/c.js"]))
        try folder.write("newer", to: "deep/er/c.js")
        #expect(await reports.next() == TreeChange(updated: ["/deep/er/c.js"]))
        try folder.remove("a.css")
        #expect(await reports.next() == TreeChange(removed: ["/a.css"]))
    }

    @Test func symlinkLoopsHiddenFilesAndThousandsOfFilesAreNoTrouble() async throws {
        let folder = try WatchedFolder()
        for number in 0..<3000 { try folder.write("x", to: "many/\(number).js") }
        try folder.write("x", to: ".git/HEAD")
        try folder.write("x", to: "node_modules/a.js")
        try folder.link(to: ".", at: "many/loop")
        let snapshot = TreeReader(root: folder.path).snapshot(after: TreeSnapshot())
        #expect(snapshot.entries.count == 3000)
        #expect(TreeReader(root: folder.path).folders() == ["", "/many"])
    }

    @Test func aMissingFolderIsEmptyAndNoCrash() async {
        let watcher = FileWatcher(
            from: .init([.init(path: "/nowhere/at/all", name: "widget")]), announce: { _ in }, report: { _, _ in Issue.record() })
        await watcher.look()
    }
}
