import Glibc

/// Opens files below a folder, segment by segment, so that no name and no symlink leads out of it.
struct DirectoryWalk: Sendable {
    enum Found {
        case file(OpenFile, FileStamp)
        case folder
        case nothing
    }

    let root: String

    /// - Parameter segments: Names that ``RequestPath`` has let through.
    func open(_ segments: [Substring]) -> Found {
        var current = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard current >= 0 else { return .nothing }
        for (index, segment) in segments.enumerated() {
            // Non-blocking, so that a pipe or a device without a partner does not hang; it is refused right after.
            let next = openat(current, String(segment), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
            close(current)
            guard next >= 0 else { return .nothing }
            var facts = stat()
            guard fstat(next, &facts) == 0 else {
                close(next)
                return .nothing
            }
            let isFolder = facts.st_mode & S_IFMT == S_IFDIR
            if index == segments.count - 1, facts.st_mode & S_IFMT == S_IFREG {
                let stamp = FileStamp(facts)
                return .file(OpenFile(descriptor: next, stamp: stamp), stamp)
            }
            guard isFolder else {
                close(next)
                return .nothing
            }
            current = next
        }
        close(current)
        return .folder
    }
}
