import JSON
import Relay

extension Settings {
    /// The upstream's settings, without the timeouts; the second one's under `upstream.fallback` (docs/settings.md §2, `upstream.…`).
    ///
    /// - Returns: nil where the second one has no URL.
    func upstream(isFallback: Bool = false) -> UpstreamSettings? {
        let prefix = isFallback ? "upstream.fallback." : "upstream."
        guard let url = text(prefix + "url") else { return nil }
        var result = UpstreamSettings(url: url, apiKey: secret(prefix + "apiKey"))
        result.auth = text(prefix + "auth").flatMap(UpstreamSettings.Auth.init) ?? .automatic
        result.organization = text(prefix + "organization")
        result.project = text(prefix + "project")
        result.headers = members(prefix + "headers").map { ($0.name.lowercased(), Secret($0.value.text ?? "")) }
        result.body = members(prefix + "body")
        result.caFile = text(prefix + "caFile")
        result.reasoningEffort = text("chat.reasoningEffort") ?? "auto"
        result.model = isFallback ? text(prefix + "model") : nil
        result.proxies = ProxySettings(
            https: text("proxy.https").flatMap(ProxyAddress.init), http: text("proxy.http").flatMap(ProxyAddress.init),
            none: text("proxy.none") ?? "")
        return result
    }

    /// Which of the three holds, for the start and `check`: the demo model, an upstream with a key, or one without.
    var answersFrom: String {
        if isOn("demo.enabled") { return "answers come from the demo model, as demo.enabled says" }
        if isDemo {
            return "answers come from the demo model; set OPENAI_API_KEY for real ones, or OPENAI_BASE_URL for a model without a key"
        }
        return apiKey == nil ? "answers come from the upstream, which is asked without a key" : "answers come from the upstream"
    }

    private func secret(_ name: String) -> Secret? {
        guard let key = text(name)?.trimmingSpaces, !key.isEmpty else { return nil }
        return Secret(String(key))
    }

    /// - Throws: Where an upstream's settings are fine by themselves and do not go together.
    func checkUpstreams() throws(SettingsError) {
        for prefix in ["upstream.", "upstream.fallback."] {
            if let field = members(prefix + "headers").first(where: { UpstreamSettings.isOwnHeader($0.name) }) {
                throw .conflict(
                    "\(origin(prefix + "headers")): \(prefix)headers: \(field.name) is a header field that Bellhop writes itself")
            }
            if let member = members(prefix + "body").first(where: { UpstreamSettings.isOwnBodyMember($0.name) }) {
                throw .conflict("\(origin(prefix + "body")): \(prefix)body: \(member.name) is written by Bellhop and cannot be replaced")
            }
        }
        guard text("upstream.fallback.url") == nil else { return }
        for name in ["model", "apiKey", "organization", "project", "caFile"] where text("upstream.fallback.\(name)") != nil {
            throw .conflict("upstream.fallback.url: not set, but upstream.fallback.\(name) is")
        }
    }
}
