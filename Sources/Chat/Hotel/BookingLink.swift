/// `contact.bookingUrl`, which may hold names in braces behind its host, such as `https://book.example/?from={checkIn}` (B-30).
package struct BookingLink: Sendable, Equatable {
    /// What can be filled in.
    package static let names = ["checkIn", "checkOut", "guests", "nights", "room", "language"]

    /// As the hotel wrote it.
    package let text: String

    /// - Parameter text: As the hotel wrote it; see ``problem``.
    package init(_ text: String) { self.text = text }

    /// What is wrong with the names in braces; nil where nothing is.
    package var problem: String? {
        let allowed = "allowed behind the host are " + Self.names.map { "{\($0)}" }.joined(separator: " ")
        let scheme = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let hostEnd = text[scheme...].firstIndex { "/?#".contains($0) } ?? text.endIndex
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else {
                return "has a brace without its partner; \(allowed)"
            }
            let name = rest[rest.index(after: open)..<close]
            guard Self.names.contains(String(name)) else { return "found {\(name)}; \(allowed)" }
            guard open >= hostEnd else {
                return "found {\(name)} in front of the path; \(allowed)"
            }
            rest = rest[rest.index(after: close)...]
        }
        return nil
    }

    /// The address with values filled in, percent-encoded; a parameter whose value is not known is left out, a part of the path becomes empty.
    package func filled(_ values: [String: String]) -> String {
        let pieces = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = pieces[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var result = Self.fill(parts[0], values) ?? ""
        if parts.count == 2 {
            let parameters = parts[1].split(separator: "&").compactMap { Self.fill($0, values, isOptional: true) }
            if !parameters.isEmpty { result += "?" + parameters.joined(separator: "&") }
        }
        return result + (pieces.count == 2 ? "#" + (Self.fill(pieces[1], values) ?? "") : "")
    }

    /// - Returns: nil where a value is missing and `isOptional`.
    private static func fill(_ text: Substring, _ values: [String: String], isOptional: Bool = false) -> String? {
        var result = String(text)
        for name in names where result.contains("{\(name)}") {
            let value = values[name] ?? ""
            if value.isEmpty, isOptional { return nil }
            result = result.replacing("{\(name)}", with: encoded(value))
        }
        return result
    }

    /// Percent-encoded but for the unreserved characters (RFC 3986 §2.3).
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isUnreserved =
                Character(Unicode.Scalar(byte)).isLetter && byte < 0x80 || (0x30...0x39).contains(byte) || "-._~".utf8.contains(byte)
            if isUnreserved { return String(Unicode.Scalar(byte)) }
            let hex = String(byte, radix: 16, uppercase: true)
            return "%" + (hex.count == 1 ? "0" : "") + hex
        }.joined()
    }
}
