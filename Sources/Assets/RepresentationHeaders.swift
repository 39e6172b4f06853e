/// The fields that all answers about one file share.
struct RepresentationHeaders: Sendable {
    typealias Field = (name: String, value: String)

    var contentType: String
    var cacheControl: String
    /// Seconds since 1970; nil for the bundle, which has no dates.
    var lastModified: Int64?
    /// Whether there is a gzip form, so that answers differ by `Accept-Encoding`.
    var isNegotiable = false
    /// Fields of pages: the policy and the referrer.
    var pageFields: [Field] = []

    /// Public files that other sites embed; never with credentials (docs/static-files.md §1.8).
    static let open: [Field] = [
        ("x-content-type-options", "nosniff"), ("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin"),
    ]

    /// The preview page's policy: its own files and nothing else, no inline code.
    static func page(isDevelopment: Bool) -> [Field] {
        let policy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
            + (isDevelopment ? "frame-src 'self'; " : "") + "manifest-src 'self'; base-uri 'self'; form-action 'self'"
        return [("content-security-policy", policy), ("referrer-policy", "strict-origin-when-cross-origin")]
    }

    /// What a 304 repeats (RFC 9110 §15.4.5).
    func validators(tag: String) -> [Field] {
        var fields: [Field] = [("etag", tag), ("cache-control", cacheControl)]
        if isNegotiable { fields.append(("vary", "Accept-Encoding")) }
        if let lastModified { fields.append(("last-modified", HTTPDate.text(lastModified))) }
        return fields + Self.open
    }

    /// A whole answer.
    func whole(tag: String, encoding: String?, length: Int64) -> [Field] {
        [("content-type", contentType), ("content-length", String(length))] + (encoding.map { [("content-encoding", $0)] } ?? [])
            + validators(tag: tag) + [("accept-ranges", "bytes")] + pageFields
    }

    /// An error about a file that does not exist or cannot be had so.
    static func error(_ text: String) -> [Field] {
        [("content-type", "text/plain; charset=utf-8"), ("content-length", String(text.utf8.count)), ("cache-control", "no-store")] + open
    }
}
