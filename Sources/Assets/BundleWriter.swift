import Glibc

/// Writes the bundle to a folder, each file with a `.gz` beside it where gzip is smaller, for a CDN or for nginx's `gzip_static`.
package struct BundleWriter: Sendable {
    /// Why the files could not be written.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        /// A file or folder that could not be written; the reason in the system's words.
        case cannotWrite(path: String, reason: String)

        /// One line for the terminal or the log.
        package var description: String {
            switch self {
            case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
            }
        }
    }

    private let files: [BundleSource.File]

    /// - Parameter files: What is written; the built-in widget unless a test says otherwise.
    package init(files: [BundleSource.File] = BundleSource.embedded) { self.files = files }

    /// - Returns: The paths written, relative to the folder, sorted. Existing files of the same names are replaced, whole or not at all.
    package func write(to folder: String) throws(Failure) -> [String] {
        let version = BundleSource(files: files).version
        try makeFolder(folder)
        var written: [String] = []
        for file in files {
            let content = BundleSource.content(of: file, version: version)
            for prefix in ["", "/w/\(version)"] {
                let path = prefix + file.path
                try makeFolders(above: path, in: folder)
                try replace(folder + path, with: content)
                written.append(String(path.dropFirst()))
                if MediaType(path: path).isCompressible, let gzip = Gzip.compressed(content) {
                    try replace(folder + path + ".gz", with: gzip)
                    written.append(String(path.dropFirst()) + ".gz")
                }
            }
        }
        return written.sorted()
    }

    private func makeFolders(above path: String, in folder: String) throws(Failure) {
        var current = folder
        for part in path.split(separator: "/").dropLast() {
            current += "/" + part
            try makeFolder(current)
        }
    }

    private func makeFolder(_ path: String) throws(Failure) {
        var facts = stat()
        if stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR { return }
        guard mkdir(path, 0o755) == 0 else { throw failure(path) }
    }

    private func replace(_ path: String, with content: [UInt8]) throws(Failure) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure(temporary) }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                let failure = failure(path)
                close(descriptor)
                unlink(temporary)
                throw failure
            }
            rest = rest.dropFirst(count)
        }
        guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
    }

    private func failure(_ path: String) -> Failure {
        .cannotWrite(path: path, reason: strerror(errno).map { String(cString: $0) } ?? "error \(errno)")
    }
}
