import Glibc

/// Binds a Unix socket so that a running server is never pushed off its path, and one left behind by a killed server is replaced (F-49).
struct UnixListener {
    /// Why the path cannot be listened on.
    enum Failure: Error, Equatable {
        /// A server answers there.
        case isInUse
        /// Something else than a socket has that name.
        case isNoSocket
        case system(call: String, code: CInt)

        var reason: String {
            switch self {
            case .isInUse: "another server listens there"
            case .isNoSocket: "there is a file of that name that is no socket"
            case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
            }
        }
    }

    let path: String
    /// Permissions of the socket's file; to connect, one has to be allowed to write.
    let mode: mode_t

    /// The bound and listening descriptor; the caller's to close.
    func open() throws(Failure) -> CInt {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { path.startIndex == $0 ? "/" : String(path[..<$0]) } ?? "."
        // Two that start at once must not both find the old socket dead and each remove what the other has bound.
        let lock = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard lock >= 0 else { throw .system(call: "open \(folder)", code: errno) }
        defer { close(lock) }
        guard flock(lock, LOCK_EX) == 0 else { throw .system(call: "flock \(folder)", code: errno) }
        try removeDead()
        return try bound()
    }

    private func removeDead() throws(Failure) {
        var facts = stat()
        guard lstat(path, &facts) == 0 else { return }
        guard facts.st_mode & S_IFMT == S_IFSOCK else { throw .isNoSocket }
        let descriptor = try descriptor()
        defer { close(descriptor) }
        let answer = try withAddress { connect(descriptor, $0, $1) }
        // A server whose queue is full lives too.
        guard answer != 0, errno == ECONNREFUSED || errno == ENOENT else { throw .isInUse }
        guard unlink(path) == 0 || errno == ENOENT else { throw .system(call: "unlink", code: errno) }
    }

    private func bound() throws(Failure) -> CInt {
        let descriptor = try descriptor()
        func failed(_ call: String) -> Failure {
            let failure = Failure.system(call: call, code: errno)
            close(descriptor)
            return failure
        }
        guard try withAddress({ bind(descriptor, $0, $1) }) == 0 else { throw failed("bind") }
        // Before anyone can connect.
        guard chmod(path, mode) == 0 else { throw failed("chmod") }
        guard listen(descriptor, 4096) == 0 else { throw failed("listen") }
        return descriptor
    }

    private func descriptor() throws(Failure) -> CInt {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .system(call: "socket", code: errno) }
        return descriptor
    }

    private func withAddress(_ call: (UnsafePointer<sockaddr>, socklen_t) -> CInt) throws(Failure) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        // One byte stays for the end of the text.
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw .system(call: "bind", code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
