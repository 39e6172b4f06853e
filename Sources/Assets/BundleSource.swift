import Crypto
import Glibc
import WidgetBundle

/// The widget that is part of the program, every file compressed and its answers made once at start.
package struct BundleSource: AssetSource {
    /// 12 hex digits of a SHA-256 over the bundle: the `<version>` of `/w/<version>/…`.
    package let version: String
    /// Never: everything is in memory.
    package var isBlocking: Bool { false }
    /// By path as requested, both plain and below `/w/<version>`.
    private let assets: [String: Asset]
    /// Folders that have an index, without their last slash.
    private let folders: Set<String>

    /// One file of the bundle: its path with a leading slash, and its content.
    package typealias File = (path: String, content: [UInt8])

    /// - Parameter files: Default: those of the program.
    package init(files: [File] = BundleSource.embedded) {
        let version = Self.version(of: files)
        var assets: [String: Asset] = [:]
        var folders: Set<String> = []
        for file in files {
            let content = Self.content(of: file, version: version)
            let type = MediaType(path: file.path)
            let gzip = type.isCompressible ? Gzip.compressed(content) : nil
            let page = type.isHTML ? RepresentationHeaders.page(isDevelopment: false) : []
            for (prefix, caching) in [("", "no-cache"), ("/w/\(version)", "public, max-age=31536000, immutable")] {
                let fields = RepresentationHeaders(contentType: type.field, cacheControl: caching, lastModified: nil, pageFields: page)
                let asset = Asset(content: content, fields: fields, gzip: gzip)
                let path = prefix + file.path
                assets[path] = asset
                guard path.hasSuffix("/index.html") else { continue }
                let folder = String(path.dropLast("/index.html".count))
                assets[folder + "/"] = asset
                if !folder.isEmpty { folders.insert(folder) }
            }
        }
        self.version = version
        self.assets = assets
        self.folders = folders
    }

    /// The file of this path, exactly as written, with its leading `/`.
    package func asset(exactly path: String) -> Asset? { assets[path] }

    /// Answers at once; `again` is not called.
    package func answer(_ request: AssetRequest, now: Int64, again: @escaping @Sendable () -> Void) -> AssetAnswer? {
        let path = RequestPath(request.path)
        guard case .path(let name) = path else { return AssetResponder.noFile(path, request) }
        if let asset = assets[name] { return AssetResponder(asset: asset, request: request, now: now).answer() }
        if folders.contains(name) { return AssetResponder.redirect(request) }
        return AssetResponder.noFile(path, request)
    }

    /// The files of `widget/`.
    package static var embedded: [File] { files(count: bellhop_widget_count(), at: bellhop_widget_file) }

    /// Gives the pages of the program that hold the widget's files back to the system, once the answers are made: nearly 1 MB. They are constants
    /// that nothing writes to; what is read again comes back from the program's file.
    package static func giveBackEmbedded() {
        let pageSize = UInt(sysconf(CInt(_SC_PAGESIZE)))
        for number in 0..<bellhop_widget_count() {
            let file = bellhop_widget_file(number)
            let start = UInt(bitPattern: file.bytes)
            let first = (start + pageSize - 1) / pageSize * pageSize
            let end = (start + UInt(file.length)) / pageSize * pageSize
            if first < end { madvise(UnsafeMutableRawPointer(bitPattern: first), Int(end - first), MADV_DONTNEED) }
        }
    }

    /// One file of the default configuration, such as `/hotel.json`; nil where there is none of that path.
    package static func embeddedConfiguration(_ path: String) -> [UInt8]? {
        (0..<bellhop_config_count()).lazy.map(bellhop_config_file).first { $0.path.map { String(cString: $0) } == path }.map {
            Array(UnsafeBufferPointer(start: $0.bytes, count: $0.length))
        }
    }

    /// The default configuration: `/hotel.json`, `/prompts/general.md`, and what else `bellhop init` writes; never served.
    package static var embeddedConfiguration: [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: files(count: bellhop_config_count(), at: bellhop_config_file))
    }

    private static func files(count: Int, at index: (Int) -> bellhop_file) -> [File] {
        (0..<count).compactMap { number in
            let file = index(number)
            guard let path = file.path, let bytes = file.bytes else { return nil }
            return (String(cString: path), Array(UnsafeBufferPointer(start: bytes, count: file.length)))
        }
    }

    /// The content as sent: without the text of comments, and the loader holds the version literally.
    static func content(of file: File, version: String) -> [UInt8] {
        let content = CommentBlanking.language(of: file.path).map { CommentBlanking.blanked(file.content, as: $0) } ?? file.content
        guard file.path == "/widget.js" else { return content }
        return Array(String(decoding: content, as: UTF8.self).replacing("__BELLHOP_VERSION__", with: version).utf8)
    }

    private static func version(of files: [File]) -> String {
        var hash = SHA256()
        for file in files.sorted(by: { $0.path < $1.path }) {
            hash.update(data: Array("\(file.path)\0\(file.content.count)\0".utf8))
            hash.update(data: file.content)
        }
        return ContentDigest(hash.finalize()).hex(digits: 12)
    }
}
