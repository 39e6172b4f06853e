/// An address that Bellhop itself asks: https anywhere, http on loopback only. Its description is no address: paths of calendars and webhooks
/// are secrets.
package struct OutgoingURL: Sendable, Equatable, CustomStringConvertible {
    /// Whether it is https.
    package let isSecure: Bool
    /// Without brackets, in lower case.
    package let host: String
    /// As written, else the scheme's own.
    package let port: Int
    /// With the query; begins with `/`.
    package let target: String

    /// - Returns: nil where the text is no such address, or holds a user, a blank or anything beyond ASCII.
    package init?(_ text: String) {
        guard !text.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f || $0 == UInt8(ascii: "\\") }) else { return nil }
        let lower = text.lowercased()
        // Calendar programs write webcal for what is fetched over https.
        guard let scheme = ["https://", "http://", "webcal://"].first(where: { lower.hasPrefix($0) }) else { return nil }
        isSecure = scheme != "http://"
        let rest = text.dropFirst(scheme.count).prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let target = rest[end...]
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
        guard let (host, port) = Self.authority(rest[..<end].lowercased(), fallback: isSecure ? 443 : 80) else { return nil }
        (self.host, self.port) = (host, port)
        guard isSecure || isLoopback else { return nil }
    }

    /// Where a `Location` leads from here (RFC 3986 §5.2, as far as servers use it).
    package func following(_ location: String) -> OutgoingURL? {
        if location.contains("://") { return OutgoingURL(location) }
        let origin = "\(isSecure ? "https" : "http")://\(authorityField)"
        if location.hasPrefix("//") { return OutgoingURL((isSecure ? "https:" : "http:") + location) }
        if location.hasPrefix("/") { return OutgoingURL(origin + location) }
        let folder = target.prefix { $0 != "?" }.reversed().drop { $0 != "/" }.reversed()
        return OutgoingURL(origin + String(folder) + location)
    }

    /// The value of `Host`.
    package var authorityField: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    var isLoopback: Bool { host == "localhost" || host == "::1" || Self.isAddress(host) && host.hasPrefix("127.") }
    /// Whether the host is written in numbers, for which TLS names no server.
    var isNumeric: Bool { host.contains(":") || Self.isAddress(host) }

    /// Never the address: a calendar's is a secret.
    package var description: String { "<redacted>" }

    private static func authority(_ text: String, fallback: Int) -> (host: String, port: Int)? {
        var (host, port) = (text[...], Substring())
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<close]
            let tail = text[text.index(after: close)...]
            guard tail.isEmpty || tail.hasPrefix(":"), host.contains(":") else { return nil }
            port = tail.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            (host, port) = (text[..<colon], text[text.index(after: colon)...])
        }
        guard !host.isEmpty, !host.contains("@"), text.hasPrefix("[") || !port.contains(":") else { return nil }
        guard port.isEmpty || port.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        let number = port.isEmpty ? fallback : Int(port) ?? 0
        return (1...65535).contains(number) ? (String(host), number) : nil
    }

    private static func isAddress(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
