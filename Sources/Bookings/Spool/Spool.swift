import Glibc
import Synchronization

/// The folder that holds booking requests until they are delivered. One process writes it, on one thread at a time; calls block.
///
/// `<id>.json` waits, with `<id>.state` beside it after a failed attempt; `failed/` holds what was given up, `done/` a mark of each request
/// that was delivered. Files that are none of these are left alone.
package final class Spool: Sendable {
    /// Most requests that wait or failed, and most bytes of them.
    package static let fileLimit = 10_000
    /// Most bytes of all files together; beyond it requests are refused.
    package static let byteLimit = 64 << 20
    /// Most marks of delivered requests; the oldest go first.
    private static let markLimit = 20_000

    /// Where the files are, with mode 0700.
    package let folder: String
    private let lock: Mutex<SpoolLock>

    private var failedFolder: String { folder + "/failed" }
    private var doneFolder: String { folder + "/done" }

    /// Opens a spool for the server: makes its folders, locks it, removes what a crash left half written.
    package init(opening folder: String) throws(SpoolError) {
        self.folder = folder
        for path in [folder, folder + "/failed", folder + "/done"] { try Self.make(path) }
        lock = Mutex(try SpoolLock(folder: folder))
        for path in [folder, folder + "/failed", folder + "/done"] {
            for name in DurableFile.names(in: path) ?? [] where name.hasSuffix(DurableFile.temporarySuffix) && isOurs(name) {
                unlink("\(path)/\(name)")
            }
        }
    }

    private func isOurs(_ name: String) -> Bool { BookingRequest.isID(name.prefix(36)) }

    private static func make(_ path: String) throws(SpoolError) {
        guard mkdir(path, 0o700) != 0 else { return }
        var facts = stat()
        guard errno == EEXIST, stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            throw DurableFile.failure("make the folder", path)
        }
    }

    // MARK: - Taking

    /// What is known of an id.
    enum Known: Equatable {
        case nothing
        case taken(digest: String, BookingReceipt)
    }

    func known(_ id: String) -> Known {
        for path in ["\(folder)/\(id).json", "\(failedFolder)/\(id).json"] {
            if let entry = DurableFile.read(path).flatMap(SpoolEntry.init) {
                return .taken(digest: entry.digest, BookingReceipt(entry.booking))
            }
        }
        guard let mark = DurableFile.read("\(doneFolder)/\(id)").flatMap(DeliveredMark.init) else { return .nothing }
        return .taken(digest: mark.digest, mark.answer)
    }

    /// Writes a request so that no crash loses it.
    func add(_ entry: SpoolEntry) throws(SpoolError) {
        try keepLock()
        let usage = usage
        let bytes = entry.bytes
        guard usage.files < Self.fileLimit, usage.bytes + bytes.count <= Self.byteLimit else {
            throw .full(files: usage.files, bytes: usage.bytes)
        }
        try DurableFile.write(bytes, to: entry.booking.id + ".json", in: folder)
    }

    /// Locks a folder that was made anew while the server ran.
    private func keepLock() throws(SpoolError) {
        guard !lock.withLock({ $0.holds(folder) }) else { return }
        for path in [folder, failedFolder, doneFolder] { try Self.make(path) }
        let new = try SpoolLock(folder: folder)
        lock.withLock { $0 = new }
    }

    /// Files and bytes of what waits and what failed.
    private var usage: (files: Int, bytes: Int) {
        var (files, bytes) = (0, 0)
        for path in [folder, failedFolder] {
            for name in DurableFile.names(in: path) ?? [] where name.hasSuffix(".json") {
                var facts = stat()
                guard lstat("\(path)/\(name)", &facts) == 0 else { continue }
                files += 1
                bytes += Int(facts.st_size)
            }
        }
        return (files, bytes)
    }

    // MARK: - Delivering

    /// Ids of the requests that wait; nil where the folder cannot be read.
    func waiting() -> [String]? { DurableFile.names(in: folder).map { Self.ids($0) } }

    private static func ids(_ names: [String]) -> [String] {
        names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.filter(BookingRequest.isID)
    }

    func entry(_ id: String) -> SpoolEntry? {
        DurableFile.read("\(folder)/\(id).json").flatMap(SpoolEntry.init).flatMap { $0.booking.id == id ? $0 : nil }
    }

    func state(_ id: String) -> DeliveryState { DurableFile.read("\(folder)/\(id).state").map(DeliveryState.init) ?? DeliveryState() }

    func keep(_ state: DeliveryState, of id: String) throws(SpoolError) {
        try DurableFile.write(state.bytes, to: id + ".state", in: folder, isSafe: false)
    }

    /// Every sink has taken it: a mark without guest data takes its place.
    func finish(_ entry: SpoolEntry) throws(SpoolError) {
        let id = entry.booking.id
        let mark = DeliveredMark(digest: entry.digest, answer: BookingReceipt(entry.booking))
        try DurableFile.write(mark.bytes, to: id, in: doneFolder)
        guard unlink("\(folder)/\(id).json") == 0 || errno == ENOENT else { throw DurableFile.failure("remove", "\(folder)/\(id).json") }
        unlink("\(folder)/\(id).state")
    }

    /// Moves a request out of the way, with its state.
    func giveUp(_ id: String) throws(SpoolError) {
        rename("\(folder)/\(id).state", "\(failedFolder)/\(id).state")
        guard rename("\(folder)/\(id).json", "\(failedFolder)/\(id).json") == 0 else {
            throw DurableFile.failure("move", "\(folder)/\(id).json")
        }
        try DurableFile.sync(failedFolder)
        try DurableFile.sync(folder)
    }

    /// Removes the oldest marks of delivered requests beyond their limit.
    func tidy() {
        guard let names = DurableFile.names(in: doneFolder), names.count > Self.markLimit else { return }
        let dated = names.map { name -> (name: String, time: Int) in
            var facts = stat()
            return (name, lstat("\(doneFolder)/\(name)", &facts) == 0 ? facts.st_mtim.tv_sec : 0)
        }
        for one in dated.sorted(by: { $0.time < $1.time }).prefix(names.count - Self.markLimit) { unlink("\(doneFolder)/\(one.name)") }
    }

    /// The folder's time of change: another process may have put a request back.
    var changed: String {
        var facts = stat()
        guard stat(folder, &facts) == 0 else { return "" }
        return "\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec).\(facts.st_ino)"
    }
}
