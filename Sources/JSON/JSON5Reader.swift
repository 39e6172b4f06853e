/// Reads JSON5 (spec.json5.org): JSON with comments, trailing commas, names without quotes, either quote, and numbers as ECMAScript 5 writes them.
///
/// Stricter than the standard in two ways: a name that occurs twice in an object is refused, since readers differ on which one counts, and so are
/// `Infinity` and `NaN`, which JSON cannot carry on.
package struct JSON5Reader {
    /// Why a text is no JSON5. The reason holds names of members, which may be any text, but no value.
    package struct Failure: Error, Sendable, Equatable {
        /// From 1.
        package var line: Int
        /// What was found and what was expected.
        package var reason: String

        /// - Parameter line: From 1.
        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// Deepest nesting; a settings file needs four levels.
    static let depthLimit = 64

    let text: [Unicode.Scalar]
    /// The next character, counted from 0 in Unicode scalars.
    package var position = 0
    /// Where names stand, by their dotted path such as `chat.model`; lines from 1. A message names the line with it.
    package private(set) var lines: [String: Int] = [:]
    private var path: [String] = []
    private var depth = 0

    /// - Throws: Where the bytes are not UTF-8. A byte order mark in front is skipped.
    package init(_ bytes: [UInt8]) throws(Failure) {
        guard let string = String(validating: bytes, as: UTF8.self) else {
            let line =
                1
                + bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).prefix {
                    String(validating: $0, as: UTF8.self) != nil
                }.count
            throw Failure(line: line, reason: "the text is not UTF-8")
        }
        text = Array(string.unicodeScalars)
        if text.first == "\u{FEFF}" { position = 1 }
    }

    /// The one value that the text is.
    package mutating func document() throws(Failure) -> JSONValue {
        let value = try value()
        try skipBlanks()
        guard position == text.count else { throw failure("expected the end of the file") }
        return value
    }

    /// The value at ``position``, blanks and comments in front of it skipped.
    package mutating func value() throws(Failure) -> JSONValue {
        try skipBlanks()
        switch peek() {
        case "{": return try nested { reader throws(Failure) in try reader.object() }
        case "[": return try nested { reader throws(Failure) in try reader.array() }
        case "\"", "'": return .string(try string())
        case "+", "-", ".": return try number()
        case let scalar? where Self.isDigit(scalar): return try number()
        default: return try word()
        }
    }

    /// Skips white space and comments.
    package mutating func skipBlanks() throws(Failure) {
        while let scalar = peek() {
            if Self.isBlank(scalar) {
                position += 1
            } else if scalar == "/", peek(1) == "/" {
                while let scalar = peek(), !Self.endsLine(scalar) { position += 1 }
            } else if scalar == "/", peek(1) == "*" {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(Failure) {
        let start = position
        position += 2
        while position < text.count {
            if peek() == "*", peek(1) == "/" {
                position += 2
                return
            }
            position += 1
        }
        throw failure(at: start, "a comment that does not end")
    }

    private mutating func nested(
        _ read: (inout JSON5Reader) throws(Failure) -> JSONValue
    ) throws(Failure) -> JSONValue {
        depth += 1
        guard depth <= Self.depthLimit else { throw failure(at: position, "values are nested more than \(Self.depthLimit) levels deep") }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(Failure) -> JSONValue {
        let start = position - 1
        var members: [JSONValue.Member] = []
        var known: [String: Int] = [:]
        while true {
            try skipBlanks()
            if take("}") { return .object(members) }
            let place = position
            let name = try name(of: start)
            if let first = known.updateValue(line(at: place), forKey: name) {
                throw failure(at: place, "“\(name)” occurs twice in an object, before on line \(first)")
            }
            path.append(name)
            lines[path.joined(separator: ".")] = line(at: place)
            try skipBlanks()
            guard take(":") else { throw failure("expected a colon after the name “\(name)”") }
            members.append(.init(name: name, value: try value()))
            path.removeLast()
            if try isLast(before: "}", opened: start) { return .object(members) }
        }
    }

    private mutating func array() throws(Failure) -> JSONValue {
        let start = position - 1
        var items: [JSONValue] = []
        while true {
            try skipBlanks()
            if take("]") { return .array(items) }
            items.append(try value())
            if try isLast(before: "]", opened: start) { return .array(items) }
        }
    }

    /// Reads what follows a member or an item: a comma, or the end.
    private mutating func isLast(before end: Unicode.Scalar, opened start: Int) throws(Failure) -> Bool {
        let valueLine = line(at: position - 1)
        try skipBlanks()
        if take(end) { return true }
        if take(",") { return false }
        guard peek() != nil else { throw unclosed(start) }
        let isLaterLine = line(at: position) > valueLine
        throw failure("expected a comma or “\(end)”" + (isLaterLine ? "; is there a comma at the end of line \(valueLine)?" : ""))
    }

    private mutating func name(of start: Int) throws(Failure) -> String {
        switch peek() {
        case "\"", "'": return try string()
        case nil: throw unclosed(start)
        default:
            let name = try identifier()
            guard !name.isEmpty else { throw failure("expected a name or “}”") }
            return name
        }
    }

    /// The next word, text or character of a script, as far as finding an object in it needs that; a text counts as its first quote.
    /// - Returns: nil at the end.
    package mutating func nextWord() throws(Failure) -> String? {
        guard let scalar = peek() else { return nil }
        if scalar == "\"" || scalar == "'" {
            _ = try string()
            return String(scalar)
        }
        let word = try identifier()
        if word.isEmpty { position += 1 }
        return word.isEmpty ? String(scalar) : word
    }

    /// Whether the next character is this one.
    package func isAt(_ scalar: Unicode.Scalar) -> Bool { peek() == scalar }

    func peek(_ ahead: Int = 0) -> Unicode.Scalar? { position + ahead < text.count ? text[position + ahead] : nil }

    /// Goes past the character if it is the next one.
    package mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    /// The line of a position, from 1.
    package func line(at position: Int) -> Int { 1 + text.prefix(max(0, position)).count { $0 == "\n" } }

    /// What was found at the position, and what is wrong with it.
    package func failure(_ expected: String) -> Failure {
        let found =
            switch peek() {
            case nil: "the end of the file"
            case "\n", "\r": "the end of the line"
            case let scalar? where scalar.properties.isAlphabetic || (0x21...0x7e).contains(scalar.value): "“\(scalar)”"
            case let scalar?: "the character U+\(Self.hex(scalar))"
            }
        return failure(at: position, "found \(found), \(expected)")
    }

    func failure(at position: Int, _ reason: String) -> Failure {
        Failure(line: line(at: position), reason: reason)
    }

    private func unclosed(_ start: Int) -> Failure {
        failure(at: position, "found the end of the file, expected “\(text[start] == "{" ? "}" : "]")” for line \(line(at: start))")
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    static func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { (0x30...0x39).contains($0.value) } ?? false }

    static func endsLine(_ scalar: Unicode.Scalar) -> Bool { ["\n", "\r", "\u{2028}", "\u{2029}"].contains(scalar) }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\t", "\u{0B}", "\u{0C}", " ", "\u{A0}", "\u{FEFF}": true
        default: endsLine(scalar) || scalar.properties.generalCategory == .spaceSeparator
        }
    }
}
