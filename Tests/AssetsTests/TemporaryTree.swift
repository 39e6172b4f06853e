import FoundationEssentials
import Glibc

@testable import Assets

/// A folder of files for one test, removed at its end.
final class TemporaryTree: Sendable {
    let path: String

    init(_ files: [BundleSource.File] = []) throws {
        path = FileManager.default.temporaryDirectory.path + "/bellhop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for file in files { try write(file.content, to: file.path) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ content: [UInt8], to name: String) throws {
        let file = path + name
        try FileManager.default.createDirectory(
            atPath: String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]), withIntermediateDirectories: true)
        try Data(content).write(to: URL(filePath: file))
    }

    func link(to target: String, at name: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + name, withDestinationPath: target)
    }
    func pipe(at name: String) { mkfifo(path + name, 0o644) }
}
