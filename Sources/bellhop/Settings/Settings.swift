import JSON
import Limits
import Relay

/// The effective settings: every value checked, with the place it came from.
struct Settings: Sendable, Equatable {
    /// A value and its origin: a flag, a variable's name, a file, or `default`.
    struct Resolved: Sendable, Equatable {
        var value: SettingValue
        var origin: String
    }

    /// By setting key; a setting without value and default is not there.
    let resolved: [String: Resolved]
    /// What is worth a warning at start, a sentence each.
    let warnings: [String]

    /// The files that were read, as messages call them.
    let files: Set<String>

    /// - Throws: ``SettingsError`` where values that are fine by themselves do not go together.
    init(resolved: [String: Resolved], warnings: [String] = [], files: Set<String> = []) throws(SettingsError) {
        self.resolved = resolved
        self.warnings = warnings
        self.files = files
        try checkTogether()
    }

    func text(_ key: String) -> String? {
        if case .text(let text)? = resolved[key]?.value { text } else { nil }
    }

    func integer(_ key: String) -> Int? {
        if case .integer(let number)? = resolved[key]?.value { number } else { nil }
    }

    func number(_ key: String) -> Double? {
        if case .number(let number)? = resolved[key]?.value { number } else { nil }
    }

    func isOn(_ key: String) -> Bool { resolved[key]?.value == .boolean(true) }

    func list(_ key: String) -> [String] {
        if case .list(let items)? = resolved[key]?.value { items } else { [] }
    }

    func origin(_ key: String) -> String { resolved[key]?.origin ?? "default" }

    /// The members of an object, none where the setting is not there.
    func members(_ key: String) -> [JSONValue.Member] {
        if case .json(.object(let members))? = resolved[key]?.value { members } else { [] }
    }

    /// Whether answers come from the demo model: asked for, or neither a key nor an upstream anywhere.
    var isDemo: Bool { isOn("demo.enabled") || apiKey == nil && !isUpstreamNamed }

    /// Whether an upstream was named, which is asked without a key too: a model on the own machine needs none.
    var isUpstreamNamed: Bool { origin("upstream.url") != "default" }

    /// The API key without blanks around it.
    var apiKey: String? { key("upstream.apiKey") }

    /// A key without blanks around it; blanks alone are none.
    private func key(_ name: String) -> String? {
        guard let key = text(name)?.trimmingSpaces, !key.isEmpty else { return nil }
        return String(key)
    }

    private func checkTogether() throws(SettingsError) {
        if isOn("upstream.requireKey"), apiKey == nil, !isOn("demo.enabled") { throw .keyMissing }
        for name in ["upstream.apiKey", "upstream.fallback.apiKey"] {
            guard let key = key(name), key.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7f }) else { continue }
            throw .badValue(
                origin: origin(name), key: name, found: "a text with blanks or other characters a header cannot hold",
                allowed: "visible ASCII characters")
        }
        try checkUpstreams()
        if (text("tls.certificate") == nil) != (text("tls.key") == nil) {
            let missing = text("tls.key") == nil ? "tls.key" : "tls.certificate"
            throw .conflict("\(missing): not set; HTTPS needs both tls.certificate and tls.key")
        }
        if let usual = integer("chat.maxTokens"), let most = integer("chat.maxTokensLimit"), usual > most {
            throw .badValue(
                origin: origin("chat.maxTokens"), key: "chat.maxTokens", found: String(usual),
                allowed: "at most chat.maxTokensLimit, \(most)")
        }
        for origin in list("chat.allowedOrigins") where !Self.isOrigin(origin) {
            throw .badValue(
                origin: self.origin("chat.allowedOrigins"), key: "chat.allowedOrigins", found: "\"\(origin)\"",
                allowed: "origins such as https://hotel.example, without a path")
        }
        if let store = text("limits.store"), store != "memory", RedisAddress(store) == nil {
            // Not shown as it is: it may hold a password.
            throw .badValue(
                origin: origin("limits.store"), key: "limits.store", found: store.contains("@") ? "a text" : "\"\(store)\"",
                allowed: "memory or redis://host:port[/db]")
        }
    }

    /// Whether a text is a serialised origin (RFC 6454 §6.1): scheme, host, perhaps a port, nothing else.
    static func isOrigin(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
        let rest = text.dropFirst(scheme.count)
        return !rest.isEmpty && rest == rest.lowercased()
            && !rest.utf8.contains { $0 <= 0x20 || $0 >= 0x7f || "/?#@\\*".utf8.contains($0) }
    }
}
