import Crypto
import Synchronization

/// The files of a folder, as they are now: `--assets DIR`, and `widget/` in development.
///
/// A file of at most 1 MiB is read, tagged and compressed once per content and kept; a bigger one is tagged once and read as it is sent.
/// Requests that come meanwhile wait for that one reading, without a thread. Symlinks below the folder are not followed. A file that changes while it is read is read anew, so that no answer mixes two contents.
package final class DirectorySource: AssetSource {
    /// A folder changes, so it has no version; this one stands for "none".
    package let version = "000000000000"
    /// Whether a file may have to be read before the answer: always.
    package var isBlocking: Bool { true }

    private let walk: DirectoryWalk
    /// Whether pages get development's script.
    private let isDevelopment: Bool
    private let kept = Mutex(AssetCache())
    private let bigTags = Mutex<[String: (stamp: FileStamp, tag: String)]>([:])
    private let reading = InFlightReads()
    private let willRead: @Sendable (String) -> Void

    /// Files over this many bytes are read as they are sent.
    static let keptLimit = 1 << 20
    /// How often a file that keeps changing is read anew.
    private static let attempts = 5
    private static let pieceSize = 64 << 10
    static let developmentScript = "<script src=\"/__dev/client.js\"></script>"

    /// - Parameter willRead: Told of each reading of a whole file, by its path, before it begins.
    package init(root: String, isDevelopment: Bool = false, willRead: @escaping @Sendable (String) -> Void = { _ in }) {
        walk = DirectoryWalk(root: root)
        self.isDevelopment = isDevelopment
        self.willRead = willRead
    }

    /// None: files are looked up for each request.
    package func asset(exactly path: String) -> Asset? { nil }

    /// Answers from memory where the file is kept there, else after a thread has read it, by `again`.
    package func answer(_ request: AssetRequest, now: Int64, again: @escaping @Sendable () -> Void) -> AssetAnswer? {
        let path = RequestPath(request.path)
        guard case .path(let name) = path, !name.hasPrefix("/__dev/") else { return AssetResponder.noFile(path, request) }
        let isFolder = name.hasSuffix("/")
        let segments: [Substring] = name.split(separator: "/") + (isFolder ? ["index.html"[...]] : [])
        for _ in 0..<Self.attempts {
            switch walk.open(segments) {
            case .nothing: return AssetResponder.noFile(path, request)
            case .folder:
                guard case .file = walk.open(segments + ["index.html"[...]]) else { return AssetResponder.noFile(path, request) }
                return AssetResponder.redirect(request)
            case .file(let file, let stamp):
                let name = "/" + segments.joined(separator: "/")
                if let asset = known(file, stamp, name: name, now) {
                    return AssetResponder(asset: asset, request: request, now: now).answer()
                }
                guard reading.begin(stamp, again: again) else { return nil }
                defer { reading.end(stamp) }
                // Another request may have ended its reading in between.
                guard let asset = known(file, stamp, name: name, now) ?? read(file, stamp, name: name, now) else { continue }
                return AssetResponder(asset: asset, request: request, now: now).answer()
            }
        }
        let text = "The file is being written; try again.\n"
        return .composed(ComposedResponse(status: 503, fields: RepresentationHeaders.error(text) + [("retry-after", "1")], body: .none))
    }

    /// The file as it was read before; nil where it was not, or has changed.
    private func known(_ file: OpenFile, _ stamp: FileStamp, name: String, _ now: Int64) -> Asset? {
        guard stamp.size > Self.keptLimit else { return kept.withLock { $0.asset(name, stamp) } }
        guard let known = bigTags.withLock({ $0[name] }), known.stamp == stamp else { return nil }
        return Asset(file: file, length: stamp.size, tag: known.tag, fields: fields(MediaType(path: name), stamp, now))
    }

    /// - Returns: nil where the file changed while it was read.
    private func read(_ file: OpenFile, _ stamp: FileStamp, name: String, _ now: Int64) -> Asset? {
        willRead(name)
        let type = MediaType(path: name)
        if stamp.size > Self.keptLimit {
            return tag(of: file, stamp, name: name).map { Asset(file: file, length: stamp.size, tag: $0, fields: fields(type, stamp, now)) }
        }
        guard var content = file.read(at: 0, count: Int(stamp.size) + 1), content.count == Int(stamp.size), file.isUnchanged else {
            return nil
        }
        if isDevelopment, type.isHTML { content = Self.withScript(content) }
        let gzip = type.isCompressible ? Gzip.compressed(content) : nil
        let asset = Asset(content: content, fields: fields(type, stamp, now), gzip: gzip)
        // Both the content and the frozen answer hold the bytes.
        kept.withLock { $0.keep(asset, name, stamp, size: 2 * (content.count + (gzip?.count ?? 0)) + 1024) }
        return asset
    }

    private func fields(_ type: MediaType, _ stamp: FileStamp, _ now: Int64) -> RepresentationHeaders {
        RepresentationHeaders(
            contentType: type.field, cacheControl: "no-cache", lastModified: stamp.lastModified(now),
            pageFields: type.isHTML ? RepresentationHeaders.page(isDevelopment: isDevelopment) : [])
    }

    private func tag(of file: OpenFile, _ stamp: FileStamp, name: String) -> String? {
        var hash = SHA256()
        var offset: Int64 = 0
        while offset < stamp.size {
            guard let piece = file.read(at: offset, count: Self.pieceSize), !piece.isEmpty else { return nil }
            hash.update(data: piece)
            offset += Int64(piece.count)
        }
        guard file.isUnchanged else { return nil }
        let tag = ContentDigest(hash.finalize()).entityTag
        bigTags.withLock { tags in
            if tags.count >= 1024 { tags.removeAll() }
            tags[name] = (stamp, tag)
        }
        return tag
    }

    /// Puts development's script before the last `</body>`, or at the end.
    static func withScript(_ page: [UInt8]) -> [UInt8] {
        let script = Array(developmentScript.utf8)
        let end = Array("</body>".utf8)
        var start = page.count - end.count
        while start >= 0 {
            if zip(page[start..<(start + end.count)], end).allSatisfy({ $0 | ($0 >= 0x41 && $0 <= 0x5a ? 0x20 : 0) == $1 }) {
                return page[..<start] + script + page[start...]
            }
            start -= 1
        }
        return page + script
    }
}
