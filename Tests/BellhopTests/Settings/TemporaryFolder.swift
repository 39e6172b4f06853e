import FoundationEssentials

/// A folder for one test, removed at its end.
final class TemporaryFolder {
    /// The path with a closing `/`.
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/bellhop-\(UUID().uuidString)/"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String, mode: Int = 0o600) throws {
        let file = path + name
        let folder = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
        try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + name) }
}
