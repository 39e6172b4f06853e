/// Where the upstream is, cut out of its URL (RFC 3986 §3).
struct UpstreamURL: Sendable, Equatable {
    let isSecure: Bool
    /// Without brackets.
    let host: String
    let port: Int
    /// Ends without a slash; may be empty.
    let path: String

    /// - Returns: nil where the text is no http or https URL with a host.
    init?(_ text: String) {
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
        isSecure = lower.hasPrefix("https://")
        var rest = text.dropFirst(isSecure ? 8 : 7)
        if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash]
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        var path = rest[slash...]
        while path.hasSuffix("/") { path = path.dropLast() }
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f }) else { return nil }
        self.path = String(path)

        var port: Int?
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = String(authority[authority.index(after: authority.startIndex)..<close])
            let tail = authority[authority.index(after: close)...]
            if tail.hasPrefix(":") { port = Int(tail.dropFirst()) ?? -1 } else if !tail.isEmpty { return nil }
        } else {
            let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count <= 2 else { return nil }
            host = String(parts[0])
            if parts.count == 2 { port = Int(parts[1]) ?? -1 }
        }
        self.port = port ?? (isSecure ? 443 : 80)
        guard !host.isEmpty, (1...65535).contains(self.port) else { return nil }
    }

    /// The value of `Host`.
    var hostField: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }
}
