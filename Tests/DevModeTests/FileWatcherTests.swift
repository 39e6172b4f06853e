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
            from: .init([.init(path: folder.path, name: "widget")]), polls: !inotify, announce: { announced.yield($0) },
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

    /// F-73: a tool that puts size and time of modification back.
    @Test(arguments: [true, false])
    func anotherContentOfTheSameSizeAndTimeIsNoticed(inotify: Bool) async throws {
        let folder = try WatchedFolder()
        try folder.write("one", to: "a.css")
        let (watcher, changes, modes) = watched(folder, inotify: inotify)
        let task = Task { await watcher.run() }
        defer { task.cancel() }
        var announced = modes.makeAsyncIterator()
        _ = await announced.next()
        try folder.writeKeepingTheTime("two", to: "a.css")
        var reports = changes.makeAsyncIterator()
        #expect(await reports.next() == TreeChange(updated: ["/a.css"]))
    }

    /// F-70: removed and made anew, moved away and back, and a link turned elsewhere; each time now and at the next edit.
    @Test(arguments: ["removed", "moved", "link"])
    func aRootThatIsExchangedIsFollowed(way: String) async throws {
        let folder = try WatchedFolder()
        try folder.write("one", to: "first/a.css")
        try folder.write("two", to: "second/a.css")
        try folder.write("two", to: "second/js/b.js")
        try folder.link(to: "first", at: "root")
        let root = folder.path + (way == "link" ? "/root" : "/first")
        let (changes, reported) = AsyncStream.makeStream(of: TreeChange.self)
        let (modes, announced) = AsyncStream.makeStream(of: FileWatcher.Mode.self)
        let watcher = FileWatcher(
            from: .init([.init(path: root, name: "widget")]), announce: { announced.yield($0) }, report: { reported.yield($1) })
        let task = Task { await watcher.run() }
        defer { task.cancel() }
        var mode = modes.makeAsyncIterator()
        #expect(await mode.next() == .inotify)
        var reports = changes.makeAsyncIterator()
        switch way {
        case "removed":
            try folder.removeAll("first")
            #expect(await reports.next() == TreeChange(removed: ["/a.css"]))
            try folder.move("second", to: "first")
            #expect(await reports.next() == TreeChange(added: ["/a.css", "/js/b.js"]))
        case "moved":
            try folder.move("first", to: "away")
            #expect(await reports.next() == TreeChange(removed: ["/a.css"]))
            try folder.move("away", to: "first")
            #expect(await reports.next() == TreeChange(added: ["/a.css"]))
        default:
            try folder.turnLink("root", to: "second")
            #expect(await reports.next() == TreeChange(added: ["/js/b.js"], updated: ["/a.css"]))
        }
        try folder.write("three", to: (way == "link" ? "second" : "first") + "/js/c.js")
        #expect(await reports.next() == TreeChange(added: ["/js/c.js"]))
    }

    /// F-71
    @Test(arguments: [
        (UInt32(0x6969), FileSystemEvents.none("NFS")), (0x0102_1997, .none("9p")), (0x6573_5546, .none("FUSE")),
        (0xFE53_4D42, .none("SMB")),
        (0x794C_7630, .some), (0xEF53, .all), (0x0102_1994, .all),
    ])
    func fileSystemsThatTellOfNoChangeAreKnown(magic: UInt32, events: FileSystemEvents) {
        #expect(FileSystemEvents(magic: magic) == events)
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
