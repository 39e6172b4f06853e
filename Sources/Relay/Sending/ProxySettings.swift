/// Forward proxies as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name them.
package struct ProxySettings: Sendable, Equatable {
    /// For `https` upstreams.
    package var https: ProxyAddress?
    /// For `http` upstreams.
    package var http: ProxyAddress?
    private let exceptions: NoProxy

    /// - Parameter none: Hosts that are reached without a proxy, separated by commas or blanks.
    package init(https: ProxyAddress? = nil, http: ProxyAddress? = nil, none: String = "") {
        self.https = https
        self.http = http
        exceptions = NoProxy(none)
    }

    /// The proxy on the way to an upstream; nil: there is none.
    package func proxy(for url: UpstreamURL) -> ProxyAddress? {
        exceptions.contains(host: url.host, port: url.port) ? nil : url.isSecure ? https : http
    }
}

/// One forward proxy. Its description shows no user and no password.
package struct ProxyAddress: Sendable, Equatable, CustomStringConvertible {
    /// Whether the proxy itself is reached over TLS.
    let isSecure: Bool
    let host: String
    let port: Int
    /// The value of `Proxy-Authorization`.
    let authorization: Secret?
    /// The password as it was written, for redaction.
    let password: Secret?

    /// - Parameter text: `[http[s]://][user:password@]host[:port][/]`; user and password percent-encoded. Port 1080 where none is named, as curl has it,
    ///   and 443 over TLS.
    /// - Returns: nil for anything else, SOCKS proxies too.
    package init?(_ text: String) {
        let lower = text.lowercased()
        isSecure = lower.hasPrefix("https://")
        var rest = text[...]
        if let scheme = rest.firstRange(of: "://") {
            guard isSecure || lower.hasPrefix("http://") else { return nil }
            rest = rest[scheme.upperBound...]
        }
        while rest.hasSuffix("/") { rest = rest.dropLast() }
        var credentials: Substring?
        if let at = rest.lastIndex(of: "@") {
            credentials = rest[..<at]
            rest = rest[rest.index(after: at)...]
        }
        guard !rest.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f || "/?#\\".utf8.contains($0) }), let authority = Authority(rest) else {
            return nil
        }
        host = authority.host
        port = authority.port ?? (isSecure ? 443 : 1080)
        guard let credentials else {
            (authorization, password) = (nil, nil)
            return
        }
        let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let user = Self.decoded(parts[0]), let word = Self.decoded(parts.count > 1 ? parts[1] : "") else { return nil }
        authorization = Secret("Basic " + Base64.encoded(user + [UInt8(ascii: ":")] + word))
        password = parts.count > 1 && !parts[1].isEmpty ? Secret(String(parts[1])) : nil
    }

    /// The header field with its line end; empty where there is no user.
    var authorizationField: String { authorization.map { "proxy-authorization: \($0.reveal())\r\n" } ?? "" }

    /// Without its password.
    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(authorization == nil ? "" : "<redacted>@")\(name):\(port)"
    }

    /// Percent-encoded text as bytes (RFC 3986 §2.1); nil where an escape is none.
    private static func decoded(_ text: Substring) -> [UInt8]? {
        var result: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = bytes.next(), let low = bytes.next(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            result.append(value)
        }
        return result
    }
}

/// Base 64 with padding (RFC 4648 §4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 {
                result.append(place <= group.count ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 0x3F)] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
