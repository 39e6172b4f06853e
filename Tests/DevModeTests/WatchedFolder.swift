import FoundationEssentials
import Glibc

/// A folder for one test, removed at its end.
final class WatchedFolder: Sendable {
    let path: String

    struct Failure: Error { var code: CInt }

    init() throws {
        var template = Array("/tmp/bellhop-watch-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o755)
        }
        let descriptor = open(path + "/" + name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(code: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(code: errno) }
    }

    func remove(_ name: String) throws {
        guard unlink(path + "/" + name) == 0 else { throw Failure(code: errno) }
    }

    func link(to target: String, at name: String) throws {
        guard symlink(target, path + "/" + name) == 0 else { throw Failure(code: errno) }
    }

    /// Another content in place, with the old time of modification put back.
    func writeKeepingTheTime(_ text: String, to name: String) throws {
        var facts = stat()
        guard stat(path + "/" + name, &facts) == 0 else { throw Failure(code: errno) }
        try write(text, to: name)
        let times = [facts.st_atim, facts.st_mtim]
        guard utimensat(AT_FDCWD, path + "/" + name, times, 0) == 0 else { throw Failure(code: errno) }
    }

    func removeAll(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

    func move(_ name: String, to other: String) throws {
        guard rename(path + "/" + name, path + "/" + other) == 0 else { throw Failure(code: errno) }
    }

    /// What `ln -sfn` does.
    func turnLink(_ name: String, to target: String) throws {
        try link(to: target, at: name + ".new")
        try move(name + ".new", to: name)
    }
}
