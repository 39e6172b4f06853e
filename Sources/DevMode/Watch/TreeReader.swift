import Glibc

/// Walks a folder. Symlinks are not followed, so a loop of them is no trouble; hidden files and `node_modules` are left out.
struct TreeReader: Sendable {
    /// Most files looked at; a widget has some dozen.
    static let limit = 20_000
    /// Deepest folder below the root.
    static let depth = 32

    let root: String

    /// - Parameter old: Entries whose stamp is unchanged are taken over without reading the file.
    func snapshot(after old: TreeSnapshot) -> TreeSnapshot {
        var snapshot = TreeSnapshot()
        read(folder: "", depth: 0, old: old, into: &snapshot)
        return snapshot
    }

    /// Every folder below the root, the root first as an empty text, for watches.
    func folders() -> [String] {
        var folders = [""]
        var next = 0
        while next < folders.count, folders.count < Self.limit {
            let folder = folders[next]
            next += 1
            for name in Self.names(in: root + folder) where Self.kind(of: root + folder + "/" + name)?.st_mode.isFolder == true {
                folders.append(folder + "/" + name)
            }
        }
        return folders
    }

    private func read(folder: String, depth: Int, old: TreeSnapshot, into snapshot: inout TreeSnapshot) {
        guard depth <= Self.depth else { return }
        for name in Self.names(in: root + folder) {
            let path = folder + "/" + name
            guard let facts = Self.kind(of: root + path) else { continue }
            if facts.st_mode.isFolder {
                read(folder: path, depth: depth + 1, old: old, into: &snapshot)
            } else if facts.st_mode & S_IFMT == S_IFREG {
                guard snapshot.entries.count < Self.limit else {
                    snapshot.isCut = true
                    return
                }
                let stamp = TreeSnapshot.Stamp(
                    size: Int64(facts.st_size), modifiedSeconds: facts.st_mtim.tv_sec, modifiedNanoseconds: facts.st_mtim.tv_nsec,
                    changedSeconds: facts.st_ctim.tv_sec, changedNanoseconds: facts.st_ctim.tv_nsec, inode: UInt64(facts.st_ino))
                if let known = old.entries[path], known.stamp == stamp, known.digest != nil {
                    snapshot.entries[path] = known
                } else {
                    snapshot.entries[path] = .init(stamp: stamp, digest: Self.digest(of: root + path))
                }
            }
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix("."), name != "node_modules" { names.append(name) }
        }
        return names
    }

    private static func kind(of path: String) -> stat? {
        var facts = stat()
        return lstat(path, &facts) == 0 ? facts : nil
    }

    private static func digest(of path: String) -> UInt64? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var digest: UInt64 = 0xcbf2_9ce4_8422_2325
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { return count == 0 ? digest : nil }
            for byte in piece[..<count] { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
    }
}

extension mode_t {
    fileprivate var isFolder: Bool { self & S_IFMT == S_IFDIR }
}
