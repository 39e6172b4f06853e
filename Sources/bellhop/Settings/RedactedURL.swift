/// A URL as messages and reports may show it: user and password, query values and fragment are nobody's business (F-48).
///
/// Reads any text, also one that is no URL: whatever stands between `//` and the last `@` goes, since a password may hold characters that
/// should have been percent-encoded.
struct RedactedURL: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let start = text.firstRange(of: "//")?.upperBound ?? text.startIndex
        var rest = text[start...]
        var hidden = ""
        if let at = rest.lastIndex(of: "@") {
            hidden = "<redacted>"
            rest = rest[at...]
        }
        let end = rest.firstIndex { $0 == "?" || $0 == "#" } ?? rest.endIndex
        description = text[..<start] + hidden + rest[..<end] + Self.withoutValues(rest[end...])
    }

    /// Whether a text may be a URL with credentials.
    static func isIn(_ text: String) -> Bool { text.contains("//") && text.contains("@") }

    /// `?sig=x#y` becomes `?sig=<redacted>#<redacted>`; an `api-version` stays, which operators look for.
    private static func withoutValues(_ text: Substring) -> String {
        guard let first = text.first else { return "" }
        guard first == "?" else { return "#<redacted>" }
        let query = text.dropFirst().prefix { $0 != "#" }
        let pairs = query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            guard let equals = pair.firstIndex(of: "="), !pair.hasPrefix("api-version=") else { return String(pair) }
            return pair[...equals] + "<redacted>"
        }
        return "?" + pairs.joined(separator: "&") + (query.endIndex < text.endIndex ? "#<redacted>" : "")
    }
}
