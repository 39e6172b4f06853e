import Glibc
package import NIOHTTP1

/// Who may talk to a development server (docs/static-files.md §1.9): pages of the internet that point a name at this machine may not
/// (CVE-2025-24010), and no foreign page may listen to `/__dev/` (GHSA-67mh-4wv8-2f99).
package struct DevAccess: Sendable, Equatable {
    /// Names besides `localhost`, lower case: those of `--host` and `--allowed-host`. One that begins with a dot stands for every name below it.
    package let allowedHosts: Set<String>

    /// - Parameter allowedHosts: Names in either case. Addresses need none: only a name can be pointed at this machine by somebody else.
    package init(allowedHosts: Set<String>) { self.allowedHosts = Set(allowedHosts.map { $0.lowercased() }) }

    /// Why a request is refused, a sentence that names what to set; nil lets it pass.
    package func refusal(of head: HTTPRequestHead) -> String? {
        let hosts = head.headers["host"]
        guard hosts.count == 1, let host = Self.hostname(hosts[0]) else { return "This request names no host." }
        guard allows(host) else {
            return "The host “\(host)” is not served in development; start with --allowed-host \(host) if it is yours."
        }
        let path = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard path.hasPrefix("/__dev"), let origin = head.headers.first(name: "origin") else { return nil }
        let isOwn = origin.lowercased() == "http://\(hosts[0])".lowercased() || origin.lowercased() == "https://\(hosts[0])".lowercased()
        return isOwn ? nil : "Only pages of this server may use /__dev/."
    }

    private func allows(_ host: String) -> Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || allowedHosts.contains(host) || Self.isAddress(host) { return true }
        return allowedHosts.contains { $0.hasPrefix(".") && (host.hasSuffix($0) || host == $0.dropFirst()) }
    }

    /// Whether a host is an IPv4 or IPv6 address as `inet_pton` reads it: short and hexadecimal forms of the former are names.
    private static func isAddress(_ host: String) -> Bool {
        var bytes = in6_addr()
        return inet_pton(AF_INET, host, &bytes) == 1 || inet_pton(AF_INET6, host, &bytes) == 1
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
