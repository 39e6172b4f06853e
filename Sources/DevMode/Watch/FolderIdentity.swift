import Glibc

/// Which folder a path leads to now. Removed and made anew, moved away, or named by a link that was turned elsewhere, it is another one, and
/// the watches on the old one tell nothing of it (F-70).
struct FolderIdentity: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64

    /// nil where the path leads to no folder.
    init?(of path: String) {
        var facts = stat()
        guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return nil }
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
    }
}
