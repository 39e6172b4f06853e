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

    /// When the content changed last, in seconds since 1970, as far as it can be told to a client.
    ///
    /// - Returns: nil for a time that has not come yet, since a `Last-Modified` later than `Date` has to be replaced (RFC 9110 §8.8.2.1), and for the
    ///   first day of 1970 and before, which tools write that know no time: it would be the same for the next content.
    func lastModified(_ now: Int64) -> Int64? {
        let seconds = Int64(modified[0])
        return seconds >= 86_400 && seconds <= now ? seconds : nil
    }
}
