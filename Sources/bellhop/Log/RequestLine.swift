import Logging

/// A request's facts as people read them: `POST /api/chat 200 1.8 s, first token 42 ms, 57 events, 31.0 tokens/s chat.model=…`.
struct RequestLine {
    let text: String
    /// What the text does not say, for `key=value`.
    let rest: Logger.Metadata

    /// Facts that are left out where they are as usual; nil leaves them out always.
    private static let usual: [String: String?] = [
        "outcome": "completed", "upstream.status": "200", "attempts": "1", "pings": "0", "chat.stream": nil, "bytes_out": nil,
        "events": nil, "first_byte_ms": nil, "duration_ms": nil, "http.method": nil, "http.path": nil, "http.status": nil,
    ]

    init?(_ facts: Logger.Metadata) {
        guard let method = facts["http.method"], let path = facts["http.path"], let status = facts["http.status"],
            let duration = Self.number(facts["duration_ms"])
        else { return nil }
        var text = "\(method) \(path) \(status) \(Self.time(duration))"
        if facts["chat.stream"].map({ "\($0)" }) != "false", let first = Self.number(facts["first_byte_ms"]) {
            let events = Self.number(facts["events"]) ?? 0
            text += ", first token \(Self.time(first)), \(Int(events)) \(events == 1 ? "event" : "events")"
            // Where the upstream counts no tokens, an event is taken for one.
            let tokens = Self.number(facts["tokens.completion"]) ?? events
            if duration > first, tokens > 0 { text += ", \((tokens / (duration - first) * 10_000).rounded() / 10) tokens/s" }
        }
        self.text = text
        rest = facts.filter { key, value in
            guard let usual = Self.usual[key] else { return true }
            return usual.map { $0 != "\(value)" } ?? false
        }
    }

    private static func number(_ value: Logger.Metadata.Value?) -> Double? { value.flatMap { Double("\($0)") } }

    private static func time(_ milliseconds: Double) -> String {
        milliseconds < 1000 ? "\(milliseconds) ms" : "\((milliseconds / 100).rounded() / 10) s"
    }
}
