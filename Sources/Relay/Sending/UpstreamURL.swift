/// Where the upstream is, cut out of its URL (RFC 3986 §3).
package struct UpstreamURL: Sendable, Equatable {
    /// Whether it is reached over TLS.
    package let isSecure: Bool
    /// In lower case, without brackets.
    package let host: String
    /// As written, else the scheme's own.
    package let port: Int
    /// What a request's line asks for: the path up to and with `/chat/completions`, and the query.
    package let target: String

    private static let endpoint = "/chat/completions"

    /// - Parameter text: The API's root or the whole way to its endpoint. A query is kept.
    /// - Returns: nil where the text is no http or https URL with a host, or holds a user, a password, a fragment or a blank.
    package init?(_ text: String) {
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f || $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\\") }) else {
            return nil
        }
        isSecure = lower.hasPrefix("https://")
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard !rest[..<end].contains("@"), let authority = Authority(rest[..<end]) else { return nil }
        host = authority.host
        port = authority.port ?? (isSecure ? 443 : 80)
        let question = rest.firstIndex(of: "?") ?? rest.endIndex
        var path = rest[end..<question]
        while path.hasSuffix("/") { path = path.dropLast() }
        target = path + (path.hasSuffix(Self.endpoint) ? "" : Self.endpoint) + rest[question...]
    }

    /// `host:port`, the port always.
    var authority: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// The value of `Host`.
    package var hostField: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}

/// `host[:port]` (RFC 3986 §3.2), without a user.
struct Authority: Equatable {
    /// In lower case, without brackets.
    let host: String
    /// nil: none was named.
    let port: Int?

    init?(_ text: Substring) {
        var port: Substring?
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close].lowercased()
            let tail = text[text.index(after: close)...]
            if tail.hasPrefix(":") { port = tail.dropFirst() } else if !tail.isEmpty { return nil }
        } else {
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            guard let name = parts.first, parts.count <= 2 else { return nil }
            host = name.lowercased()
            if parts.count == 2 { port = parts[1] }
        }
        guard !host.isEmpty else { return nil }
        self.port = port.map { Int($0) ?? 0 }
        if let port = self.port, !(1...65535).contains(port) { return nil }
    }
}
