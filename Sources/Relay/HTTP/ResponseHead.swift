import NIOCore

/// Status line and fields of an upstream's answer.
struct ResponseHead: Sendable {
    let status: Int
    let isHTTP10: Bool
    /// Names in lower case.
    let fields: [(name: String, value: String)]

    /// Fewest bytes that are refused as a head.
    static let limit = 32 << 10

    func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The media type without parameters, in lower case.
    var mediaType: String {
        (first("content-type") ?? "").split(separator: ";").first.map { $0.lowercased().filter { $0 != " " && $0 != "\t" } } ?? ""
    }

    /// Reads a head without its last blank line (RFC 9112 §4, §5).
    init?(_ bytes: ArraySlice<UInt8>) {
        guard let text = String(validating: bytes, as: UTF8.self) ?? String(bytes.map { Character(Unicode.Scalar($0)) }) as String? else {
            return nil
        }
        var lines = text.split(omittingEmptySubsequences: false) { $0 == "\r\n" || $0 == "\n" }.makeIterator()
        guard let statusLine = lines.next() else { return nil }
        let parts = statusLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1" || parts[0] == "HTTP/1.0", parts[1].count == 3, let status = Int(parts[1]),
            (100...599).contains(status)
        else { return nil }
        self.status = status
        isHTTP10 = parts[0] == "HTTP/1.0"
        var fields: [(name: String, value: String)] = []
        while let line = lines.next() {
            guard !line.isEmpty else { continue }
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, fields.count < 256 else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            var end = value.endIndex
            while end > value.startIndex, value[value.index(before: end)] == " " || value[value.index(before: end)] == "\t" {
                end = value.index(before: end)
            }
            fields.append((line[..<colon].lowercased(), String(value[..<end])))
        }
        self.fields = fields
    }
}
