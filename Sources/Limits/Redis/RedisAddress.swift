/// Where a Redis or Valkey server listens: `redis://[[user]:password@]host[:port][/db]`.
package struct RedisAddress: Sendable, Equatable, CustomStringConvertible {
    package let host: String
    package let port: Int
    package let database: Int
    let user: String?
    let password: String?

    /// - Returns: nil where the text is no such URL. User and password are taken as they stand, without percent-escapes.
    package init?(_ text: String) {
        guard text.hasPrefix("redis://") else { return nil }
        var rest = text.dropFirst("redis://".count)
        var credentials: (user: String?, password: String?) = (nil, nil)
        if let mark = rest.lastIndex(of: "@") {
            let parts = rest[..<mark].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[1].isEmpty else { return nil }
            credentials = (parts[0].isEmpty ? nil : String(parts[0]), String(parts[1]))
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
}
