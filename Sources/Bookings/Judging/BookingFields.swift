import JSON

/// Reads the members of a booking request by path. Texts are trimmed; control characters and line ends are in none of them (B-07).
struct BookingFields {
    private let value: JSONValue

    /// Most notes of an offer, and most characters of one.
    static let noteLimit = 20
    static let noteLength = 500

    init(_ value: JSONValue) { self.value = value }

    private func find(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(value)) { $0?[String($1)] }.flatMap { $0 == .null ? nil : $0 }
    }

    /// A text of so many characters; one that is not there counts as empty.
    func text(_ path: String, _ length: ClosedRange<Int>) throws(BookingRefusal) -> String {
        try Self.text(find(path) ?? .string(""), path, length)
    }

    private static func text(_ value: JSONValue, _ path: String, _ length: ClosedRange<Int>) throws(BookingRefusal) -> String {
        guard let given = value.text else { throw .invalid(path, "is \(value.kind), a string is expected", code: "invalid_type") }
        guard !given.unicodeScalars.contains(where: isForbidden) else { throw .invalid(path, "has a control character or a line end") }
        let text = String(given.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard length.contains(text.unicodeScalars.count) else {
            throw .invalid(
                path, text.isEmpty ? "is missing" : "has \(text.unicodeScalars.count) characters, at most \(length.upperBound) are allowed")
        }
        return text
    }

    /// Control characters of ASCII and Latin-1, and Unicode's line ends.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    /// A whole number, or the digits of one: the offer of the widget holds texts.
    func number(_ path: String) throws(BookingRefusal) -> Int {
        guard let found = find(path) else { throw .invalid(path, "is missing") }
        guard let number = found.integer ?? found.text.flatMap({ Int($0) }) else {
            throw .invalid(path, "is \(found.kind), a whole number is expected", code: "invalid_type")
        }
        return number
    }

    func notes(_ path: String) throws(BookingRefusal) -> [String] {
        guard let found = find(path) else { return [] }
        guard case .array(let items) = found else { throw .invalid(path, "is \(found.kind), an array is expected", code: "invalid_type") }
        guard items.count <= Self.noteLimit else { throw .invalid(path, "has more than \(Self.noteLimit) items") }
        var notes: [String] = []
        for (index, item) in items.enumerated() { notes.append(try Self.text(item, "\(path)[\(index)]", 0...Self.noteLength)) }
        return notes.filter { !$0.isEmpty }
    }
}
