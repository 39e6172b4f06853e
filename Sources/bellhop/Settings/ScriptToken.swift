/// One token of JavaScript, as far as an object of constants needs it.
enum ScriptToken: Sendable, Equatable {
    case word(String)
    /// A string literal's value, of any quote; nil: a template with a substitution, whose value is not known.
    case string(String?)
    case mark(UInt8)
}

/// Cuts JavaScript into tokens: comments and white space go, string escapes are resolved (ECMA-262 §12).
struct ScriptTokenizer {
    struct Failure: Error, Equatable {
        var line: Int
        var reason: String
    }

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next token, nil at the end.
    mutating func next() throws(Failure) -> ScriptToken? {
        try skipBlanks()
        guard let byte = peek() else { return nil }
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"): return .string(try string(quote: byte))
        case _ where Self.isWordByte(byte):
            let start = position
            while let byte = peek(), Self.isWordByte(byte) { position += 1 }
            return .word(String(decoding: bytes[start..<position], as: UTF8.self))
        default:
            position += 1
            return .mark(byte)
        }
    }

    /// The line of the next token, from 1.
    var currentLine: Int { line }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private mutating func skipBlanks() throws(Failure) {
        while let byte = peek() {
            if byte == UInt8(ascii: "\n") {
                line += 1
                position += 1
            } else if byte <= 0x20 {
                position += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                while let byte = peek(), byte != UInt8(ascii: "\n") { position += 1 }
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                try skipBlockComment()
            } else {
                return
            }
        }
    }

    private mutating func skipBlockComment() throws(Failure) {
        let start = line
        position += 2
        while let byte = peek() {
            if byte == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                position += 2
                return
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
        throw Failure(line: start, reason: "a comment that does not end")
    }

    private mutating func string(quote: UInt8) throws(Failure) -> String? {
        let start = line
        position += 1
        var value: [UInt8] = []
        var isKnown = true
        while let byte = peek() {
            position += 1
            switch byte {
            case quote: return isKnown ? String(decoding: value, as: UTF8.self) : nil
            case UInt8(ascii: "\\"): value += try escape(from: start)
            case UInt8(ascii: "\n") where quote != UInt8(ascii: "`"):
                throw Failure(line: start, reason: "a text that does not end on its line")
            case UInt8(ascii: "$") where quote == UInt8(ascii: "`") && peek() == UInt8(ascii: "{"): isKnown = false
            default:
                if byte == UInt8(ascii: "\n") { line += 1 }
                value.append(byte)
            }
        }
        throw Failure(line: start, reason: "a text that does not end")
    }

    private mutating func escape(from start: Int) throws(Failure) -> [UInt8] {
        guard let byte = peek() else { throw Failure(line: start, reason: "a text that does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "x"): return try codePoint(digits: 2)
        case UInt8(ascii: "u") where peek() == UInt8(ascii: "{"):
            position += 1
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "}")) ?? position
            let value = try codePoint(digits: end - position)
            position += 1
            return value
        case UInt8(ascii: "u"): return try codePoint(digits: 4)
        case UInt8(ascii: "\n"):
            line += 1
            return []
        default: return [byte]
        }
    }

    private mutating func codePoint(digits: Int) throws(Failure) -> [UInt8] {
        guard digits > 0, digits <= 8, position + digits <= bytes.count,
            let number = UInt32(String(decoding: bytes[position..<(position + digits)], as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(number)
        else { throw Failure(line: line, reason: "an escape that is none") }
        position += digits
        return Array(String(Character(scalar)).utf8)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
