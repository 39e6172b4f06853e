import Glibc

/// Files that are whole or not there at all, also after a power cut.
enum DurableFile {
    /// Writes a file under another name, makes it safe, gives it its name and makes the folder safe.
    ///
    /// - Parameter isSafe: Whether the caller needs the bytes on the disk before it goes on.
    static func write(_ bytes: [UInt8], to name: String, in folder: String, isSafe: Bool = true) throws(SpoolError) {
        let path = "\(folder)/\(name)"
        let temporary = path + temporarySuffix
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("write", temporary) }
        do throws(SpoolError) {
            try writeAll(bytes, to: descriptor, temporary)
            if isSafe, fsync(descriptor) != 0 { throw failure("make safe", temporary) }
        } catch {
            close(descriptor)
            unlink(temporary)
            throw error
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else {
            let error = failure("write", path)
            unlink(temporary)
            throw error
        }
        if isSafe { try sync(folder) }
    }

    /// Behind the name of a file that is being written; what a crash leaves is removed at the next start.
    static let temporarySuffix = ".new"

    private static func writeAll(_ bytes: [UInt8], to descriptor: CInt, _ path: String) throws(SpoolError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            written += count
        }
    }

    /// Makes a folder's entries safe.
    static func sync(_ folder: String) throws(SpoolError) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("make safe", folder) }
    }

    /// The bytes of a file of our size; nil where there is none, or one that is larger.
    static func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= limit else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(facts.st_size))
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress.map { $0 + count }, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return nil }
            count += got
        }
        return bytes
    }

    /// Names in a folder, sorted; nil where it cannot be read.
    static func names(in folder: String) -> [String]? {
        guard let directory = opendir(folder) else { return nil }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func failure(_ action: String, _ path: String) -> SpoolError {
        .failed(action: action, path: path, reason: String(cString: strerror(errno)))
    }
}
