import Glibc

/// Keeps a second process off a spool: a lock of the kernel on a file in it, which ends with the process however that ends.
final class SpoolLock: Sendable {
    private let descriptor: CInt

    init(folder: String) throws(SpoolError) {
        let path = "\(folder)/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw DurableFile.failure("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let error: SpoolError = errno == EWOULDBLOCK ? .locked(path: folder) : DurableFile.failure("lock", path)
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether the file that is locked is still the one in the folder: the folder may have been removed and made anew.
    func holds(_ folder: String) -> Bool {
        var (ours, there) = (stat(), stat())
        return fstat(descriptor, &ours) == 0 && stat("\(folder)/lock", &there) == 0 && ours.st_ino == there.st_ino
            && ours.st_dev == there.st_dev
    }
}
