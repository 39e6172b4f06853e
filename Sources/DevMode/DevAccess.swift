package import NIOHTTP1

/// Who may talk to a development server (static-cases.md, "Dev mode"): pages of the internet that point a name at this machine may not
/// (CVE-2025-24010), and no foreign page may listen to `/__dev/` (GHSA-67mh-4wv8-2f99).
package struct DevAccess: Sendable, Equatable {
    /// Hosts besides loopback, lower case: the `--host` value and the machine's addresses when all are listened on.
    package let allowedHosts: Set<String>

    package init(allowedHosts: Set<String>) { self.allowedHosts = Set(allowedHosts.map { $0.lowercased() }) }

    /// Why a request is refused, a sentence that names what to set; nil lets it pass.
    package func refusal(of head: HTTPRequestHead) -> String? {
        let hosts = head.headers["host"]
        guard hosts.count == 1, let host = Self.hostname(hosts[0]) else { return "This request names no host." }
        guard allows(host) else {
            return "The host “\(host)” is not served in development; start with --host \(host) if it is yours."
        }
        let path = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard path.hasPrefix("/__dev"), let origin = head.headers.first(name: "origin") else { return nil }
        let isOwn = origin.lowercased() == "http://\(hosts[0])".lowercased() || origin.lowercased() == "https://\(hosts[0])".lowercased()
        return isOwn ? nil : "Only pages of this server may use /__dev/."
    }

    private func allows(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "::1" || allowedHosts.contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// The name or address of a `Host` field, lower case, without port and brackets; nil where it is malformed.
    static func hostname(_ field: String) -> String? {
        var text = field.lowercased()[...]
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            return String(text[text.index(after: text.startIndex)..<end])
        }
        if let colon = text.lastIndex(of: ":") { text = text[..<colon] }
        while text.hasSuffix(".") { text = text.dropLast() }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        return text.isEmpty || !isPlain ? nil : String(text)
    }
}
