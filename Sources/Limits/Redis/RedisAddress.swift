/// Where a Redis or Valkey server listens: `redis://[[user]:password@]host[:port][/db]`.
package struct RedisAddress: Sendable, Equatable, CustomStringConvertible {
    /// A name or a literal address, without brackets.
    package let host: String
    /// 1 to 65535; 6379 where none is named.
    package let port: Int
    /// 0 where none is named; a cluster has no other.
    package let database: Int
    let user: String?
    let password: String?

    /// - Parameter text: User and password may have percent-escapes (RFC 3986 §2.1), and have to where they hold `@`, `:` or `%`.
    /// - Returns: nil where the text is no such URL.
    package init?(_ text: String) {
        guard text.hasPrefix("redis://") else { return nil }
        var rest = text.dropFirst("redis://".count)
        var credentials: (user: String?, password: String?) = (nil, nil)
        if let mark = rest.lastIndex(of: "@") {
            let parts = rest[..<mark].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else { return nil }
            guard let user = Self.decoded(parts[0]), let password = Self.decoded(parts[1]) else { return nil }
            credentials = (user.isEmpty ? nil : user, password)
            rest = rest[rest.index(after: mark)...]
        }
        (user, password) = credentials
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts.count == 2 ? parts[1] : ""
        guard let database = path.isEmpty ? 0 : Int(path), (0...65_535).contains(database) else { return nil }
        self.database = database
        var host = parts[0]
        var port = 6379
        let afterBracket = host.lastIndex(of: "]") ?? host.startIndex
        if let colon = host[afterBracket...].lastIndex(of: ":") {
            guard let number = Int(host[host.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            host = host[..<colon]
        }
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { return nil }
        (self.host, self.port) = (String(host), port)
    }

    /// Without user and password.
    package var description: String { "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)" }

    /// The text that percent-escapes stand for; nil where one is no escape or the bytes are no UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
