import Glibc

/// What tells, without reading it, that a file is the one that was read before.
struct FileStamp: Sendable, Hashable {
    let device: UInt64
    let inode: UInt64
    let size: Int64
    /// Seconds and nanoseconds of the last change of content, then of the last change of anything.
    let modified: [Int]

    init(_ facts: stat) {
        device = UInt64(facts.st_dev)
        inode = UInt64(facts.st_ino)
        size = Int64(facts.st_size)
        modified = [facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec]
    }

    /// Whether at most the file's names and rights changed since `other`.
    func hasContent(of other: FileStamp) -> Bool {
        (device, inode, size) == (other.device, other.inode, other.size) && modified.prefix(2) == other.modified.prefix(2)
    }

    var modifiedSeconds: Int64 { Int64(modified[0]) }
}
