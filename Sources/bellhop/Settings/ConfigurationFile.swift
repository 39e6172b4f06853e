import Glibc

/// A configuration file, read whole at start and at reload. A byte order mark in front of UTF-8 is no part of it.
struct ConfigurationFile: Sendable {
    let bytes: [UInt8]
    /// Whether group or others may read it.
    let isReadableByOthers: Bool

    /// More than any configuration file needs, in bytes.
    static let limit = 4 << 20

    enum Problem: Error, Sendable, Equatable {
        case missing
        /// The reason in words, such as `Permission denied`.
        case unreadable(String)
    }

    /// Reads a file; a folder, a device or more than ``limit`` bytes are `unreadable`.
    init(path: String) throws(Problem) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw errno == ENOENT || errno == ENOTDIR ? .missing : .unreadable(Self.words(for: errno))
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { throw .unreadable(Self.words(for: errno)) }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is not a regular file") }
        isReadableByOthers = facts.st_mode & 0o077 != 0

        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(Self.words(for: errno))
            }
            bytes += piece[..<count]
            guard bytes.count <= Self.limit else { throw .unreadable("it has more than \(Self.limit) bytes") }
        }
        // Windows' editors write it where one asks for "Unicode".
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw .unreadable("it is in UTF-16; save it as UTF-8")
        }
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    /// The system's words for an error number.
    static func words(for code: CInt) -> String {
        strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
