import NIOHTTP1

/// Whether a page may use the chat (docs/chat-relay.md §1.7). Pure.
struct OriginJudgement: Equatable {
    let isAllowed: Bool
    /// The origin that gets CORS fields.
    let listed: String?

    init(_ headers: HTTPHeaders, host: String, allowed: Set<String>) {
        let origins = headers["origin"]
        guard let origin = origins.first else {
            isAllowed = headers.first(name: "sec-fetch-site")?.lowercased() != "cross-site"
            listed = nil
            return
        }
        guard origins.count == 1 else {
            (isAllowed, listed) = (false, nil)
            return
        }
        if allowed.contains(origin) {
            (isAllowed, listed) = (true, origin)
            return
        }
        listed = nil
        let parts = origin.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        isAllowed =
            parts.count == 3 && (parts[0] == "http:" || parts[0] == "https:") && parts[1].isEmpty
            && Self.plain(String(parts[2]), scheme: parts[0]) == Self.plain(host, scheme: parts[0]) && !host.isEmpty
    }

    /// CORS fields for every answer to this request; empty where it has no origin that is listed.
    var fields: [(name: String, value: String)] {
        guard let listed else { return [] }
        return [
            ("access-control-allow-origin", listed), ("vary", "Origin"), ("access-control-expose-headers", "X-Request-ID, Retry-After"),
        ]
    }

    /// Host and port without the scheme's usual port.
    private static func plain(_ host: String, scheme: Substring) -> String {
        let port = scheme == "https:" ? ":443" : ":80"
        return host.hasSuffix(port) ? String(host.dropLast(port.count)) : host
    }
}
