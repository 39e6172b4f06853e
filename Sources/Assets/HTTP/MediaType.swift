/// The media type of a file, by the ending of its name (RFC 9239 for JavaScript, the IANA registry for the rest).
struct MediaType: Sendable, Equatable {
    /// The value of `Content-Type`, with `charset=utf-8` for text.
    let field: String
    /// Whether gzip can make it smaller: text, scripts, JSON, XML, SVG.
    let isCompressible: Bool

    /// - Parameter path: Any path; an unknown ending is `application/octet-stream`.
    init(path: some StringProtocol) {
        let name = path.split(separator: "/").last ?? ""
        let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
        let (field, isCompressible) = Self.known[ending] ?? ("application/octet-stream", false)
        self.field = field
        self.isCompressible = isCompressible
    }

    var isHTML: Bool { field.hasPrefix("text/html") }

    private static let known: [String: (String, Bool)] = [
        "html": ("text/html; charset=utf-8", true), "htm": ("text/html; charset=utf-8", true), "css": ("text/css; charset=utf-8", true),
        "js": ("text/javascript; charset=utf-8", true), "mjs": ("text/javascript; charset=utf-8", true),
        "json": ("application/json", true), "map": ("application/json", true), "webmanifest": ("application/manifest+json", true),
        "txt": ("text/plain; charset=utf-8", true), "md": ("text/markdown; charset=utf-8", true), "csv": ("text/csv; charset=utf-8", true),
        "xml": ("application/xml", true), "svg": ("image/svg+xml", true), "vtt": ("text/vtt; charset=utf-8", true),
        "png": ("image/png", false), "jpg": ("image/jpeg", false), "jpeg": ("image/jpeg", false), "gif": ("image/gif", false),
        "webp": ("image/webp", false), "avif": ("image/avif", false), "ico": ("image/x-icon", false), "bmp": ("image/bmp", false),
        "woff": ("font/woff", false), "woff2": ("font/woff2", false), "ttf": ("font/ttf", false), "otf": ("font/otf", false),
        "mp3": ("audio/mpeg", false), "ogg": ("audio/ogg", false), "wav": ("audio/wav", false), "mp4": ("video/mp4", false),
        "webm": ("video/webm", false), "pdf": ("application/pdf", false), "zip": ("application/zip", false),
        "gz": ("application/gzip", false),
        "wasm": ("application/wasm", true),
    ]
}
