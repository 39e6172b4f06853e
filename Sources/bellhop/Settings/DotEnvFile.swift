/// A file of `NAME=value` lines as dotenv reads it, judged by python-dotenv.
///
///     line     = [ "export" blanks ] name blanks "=" blanks [ value ] blanks [ "#" comment ]
///     name     = letters, digits, "_", "." or "-"
///     value    = "'" text "'"     as it stands but for \' and \\; may go over several lines
///              | "`" text "`"     as it stands; may go over several lines
///              | '"' text '"'     with \n \r \t \f \v \a \b \" \' \\; may go over several lines
///              | text             up to the end of the line or a "#" with a blank before it
///
/// The last of several lines with one name counts. Nothing is expanded: `$` is a character like any other.
struct DotEnvFile: Sendable, Equatable {
    /// A line that is none of the above. The reason never quotes it.
    struct Problem: Sendable, Equatable {
        /// From 1.
        var line: Int
        var reason: String
    }

    private(set) var values: [String: String] = [:]
    private(set) var problems: [Problem] = []

    init(parsing bytes: [UInt8]) {
        var parser = DotEnvParser(bytes)
        while let line = parser.next() {
            switch line {
            case .binding(let name, let value): values[name] = value
            case .problem(let problem): problems.append(problem)
            }
        }
    }
}

/// Cuts a `.env` file into bindings.
private struct DotEnvParser {
    enum Line {
        case binding(String, String)
        case problem(DotEnvFile.Problem)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next binding or problem, comments and empty lines skipped; nil at the end.
    mutating func next() -> Line? {
        while true {
            while let byte = peek(), Self.isBlank(byte) || Self.endsLine(byte) { position += 1 }
            guard peek() == UInt8(ascii: "#") else { break }
            skipLine()
        }
        guard position < bytes.count else { return nil }
        let start = position
        skipExport()
        let name = take(while: Self.isNameByte)
        skipBlanks()
        guard !name.isEmpty, peek() == UInt8(ascii: "=") else { return problem(at: start, "this is neither NAME=value nor a comment") }
        position += 1
        skipBlanks()
        guard let quote = peek(), [UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`")].contains(quote) else {
            return .binding(name, plainValue())
        }
        guard let value = quotedValue(quote) else { return problem(at: start, "the quote of this value does not end") }
        skipBlanks()
        guard peek().map({ Self.endsLine($0) || $0 == UInt8(ascii: "#") }) ?? true else {
            return problem(at: start, "something stands behind the value's closing quote")
        }
        skipLine()
        return .binding(name, value)
    }

    /// Goes past `export` where a name follows it.
    private mutating func skipExport() {
        let word = Array("export".utf8)
        guard bytes[position...].starts(with: word), position + word.count < bytes.count, Self.isBlank(bytes[position + word.count]) else {
            return
        }
        let start = position
        position += word.count
        skipBlanks()
        if peek() == UInt8(ascii: "=") { position = start }
    }

    private mutating func plainValue() -> String {
        let start = position
        while let byte = peek(), !Self.endsLine(byte) {
            // Not the first: `NAME=#x` is a value, `NAME= #x` has none.
            if byte == UInt8(ascii: "#"), Self.isBlank(bytes[position - 1]) { break }
            position += 1
        }
        let value = bytes[start..<position]
        skipLine()
        let end = value.lastIndex { !Self.isBlank($0) }.map { $0 + 1 } ?? start
        return String(decoding: value[..<end], as: UTF8.self)
    }

    /// - Returns: nil where the quote does not end; then the position is as before.
    private mutating func quotedValue(_ quote: UInt8) -> String? {
        let start = position
        position += 1
        var value: [UInt8] = []
        while let byte = peek() {
            position += 1
            if byte == quote { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "`"), let next = peek() {
                position += 1
                value += Self.unescaped(next, in: quote)
            } else {
                value.append(byte)
            }
        }
        position = start
        return nil
    }

    private static func unescaped(_ byte: UInt8, in quote: UInt8) -> [UInt8] {
        if byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "'") { return [byte] }
        guard quote == UInt8(ascii: "\"") else { return [UInt8(ascii: "\\"), byte] }
        switch byte {
        case UInt8(ascii: "\""): return [byte]
        case UInt8(ascii: "a"): return [0x07]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "v"): return [0x0B]
        default: return [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func problem(at start: Int, _ reason: String) -> Line {
        position = start
        skipLine()
        let line = 1 + bytes[..<start].count { $0 == UInt8(ascii: "\n") }
        return .problem(.init(line: line, reason: reason))
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }
    private mutating func skipLine() { while let byte = peek(), !Self.endsLine(byte) { position += 1 } }
    private mutating func skipBlanks() { while let byte = peek(), Self.isBlank(byte) { position += 1 } }

    private mutating func take(while belongs: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = peek(), belongs(byte) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func endsLine(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
