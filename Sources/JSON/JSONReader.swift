/// Reads one JSON document from bytes.
struct JSONReader {
    /// Deepest nesting; a chat request needs five levels.
    static let depthLimit = 64
    /// Up to so many members a name is looked for among them.
    private static let searchedMembers = 16

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONValue.Failure) -> JSONValue {
        skipBlanks()
        let value = try value()
        skipBlanks()
        guard position == bytes.count else { throw failure("something stands behind the value") }
        return value
    }

    private mutating func value() throws(JSONValue.Failure) -> JSONValue {
        guard let byte = peek() else { throw failure("the text ends where a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return try nested { reader throws(JSONValue.Failure) in try reader.object() }
        case UInt8(ascii: "["): return try nested { reader throws(JSONValue.Failure) in try reader.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure("no value begins like this")
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(JSONValue.Failure) -> JSONValue
    ) throws(JSONValue.Failure) -> JSONValue {
        depth += 1
        guard depth <= Self.depthLimit else { throw failure("values are nested more than \(Self.depthLimit) levels deep") }
        position += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONValue.Failure) -> JSONValue {
        var members: [JSONValue.Member] = []
        // Only objects with many members are worth a set.
        var names: Set<String> = []
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipBlanks()
            guard peek() == UInt8(ascii: "\"") else { throw failure("a name in quotes is expected") }
            let name = try string()
            let isNew: Bool
            if members.count < Self.searchedMembers {
                isNew = !members.contains { $0.name == name }
            } else {
                if names.isEmpty { names = Set(members.map(\.name)) }
                isNew = names.insert(name).inserted
            }
            guard isNew else { throw failure("a name occurs twice in an object") }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw failure("a colon is expected") }
            skipBlanks()
            members.append(.init(name: name, value: try value()))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the object is expected") }
        }
    }

    private mutating func array() throws(JSONValue.Failure) -> JSONValue {
        var items: [JSONValue] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            skipBlanks()
            items.append(try value())
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw failure("a comma or the end of the array is expected") }
        }
    }

    private mutating func number() throws(JSONValue.Failure) -> JSONValue {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            guard !isDigit(peek()) else { throw failure("a number begins with 0") }
        } else {
            try digits()
        }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { throw failure("a number that no double holds") }
        return .number(text: text, value: value)
    }

    private mutating func digits() throws(JSONValue.Failure) {
        guard isDigit(peek()) else { throw failure("a digit is expected") }
        while isDigit(peek()) { position += 1 }
    }

    private mutating func string() throws(JSONValue.Failure) -> String {
        position += 1
        var start = position
        position = plainEnd(from: position)
        // Nearly every string is plain to its end, and then it is copied once.
        if peek() == UInt8(ascii: "\"") {
            position += 1
            return try text(bytes[start..<(position - 1)])
        }
        var result: [UInt8] = []
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                result += bytes[start..<position]
                position += 1
                return try text(result[...])
            case UInt8(ascii: "\\"):
                result += bytes[start..<position]
                position += 1
                result += try escape()
                start = position
                position = plainEnd(from: position)
            default: throw failure("a control character in a string")
            }
        }
        throw failure("a string that does not end")
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(JSONValue.Failure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure("a string that is not UTF-8") }
        return text
    }

    /// The first quote, backslash or control character from `start` on, or the end; eight bytes at a time, since texts are most of a request.
    private func plainEnd(from start: Int) -> Int {
        bytes.withUnsafeBytes { bytes in
            let ones: UInt64 = 0x0101_0101_0101_0101
            var at = start
            while at + 8 <= bytes.count {
                let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                // A byte that is equal becomes 0, and what is below 1 or 0x20 borrows into its top bit: exact up to the first one.
                let quotes = word ^ (ones &* 0x22)
                let backslashes = word ^ (ones &* 0x5C)
                let found =
                    ((word &- (ones &* 0x20)) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes) & (ones &* 0x80)
                if found != 0 { return at + found.trailingZeroBitCount / 8 }
                at += 8
            }
            while at < bytes.count, bytes[at] >= 0x20, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
            return at
        }
    }

    private mutating func escape() throws(JSONValue.Failure) -> [UInt8] {
        guard let byte = peek() else { throw failure("a string that does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try codeUnit()
                guard (0xDC00..<0xE000).contains(low) else { throw failure("half of a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw failure("half of a surrogate pair") }
            return Array(String(Character(scalar)).utf8)
        default: throw failure("an escape that is none")
        }
    }

    private mutating func codeUnit() throws(JSONValue.Failure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("an escape that is none")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONValue.Failure) -> JSONValue {
        let matches = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw failure("no value begins like this") }
        position += word.utf8CodeUnitCount
        return value
    }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }
    private func isDigit(_ byte: UInt8?) -> Bool { byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }
    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }
    private func failure(_ reason: String) -> JSONValue.Failure { .init(position: position, reason: reason) }
}
