import Glibc

/// One look over an event's JSON, in place of decoding it: whether it is whole, and what it may tell. Strings are passed over eight bytes at a
/// time and nothing is allocated, so that it costs less than a microsecond of an event's twenty.
///
/// It is lenient where only a decoder would care: numbers are not checked digit by digit, and control characters and bytes that are not UTF-8
/// stand in strings (R-B13).
struct EventScan {
    /// The bytes are exactly one JSON value.
    private(set) var isWhole = false
    /// The value is an object with `choices`.
    private(set) var hasChoices = false
    /// There is an `error` that is not null, empty or false.
    private(set) var hasError = false
    /// There is a `finish_reason` or a `usage` with a value.
    private(set) var tellsOfEnd = false

    /// Deepest nesting that counts as whole, the reader's own limit.
    private static let depthLimit = 64

    init(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        var cursor = Cursor(at: start, end: start + bytes.count)
        isWhole = value(&cursor)
    }

    /// Walks over one value and what may stand behind it.
    private mutating func value(_ cursor: inout Cursor) -> Bool {
        // A bit per level: whether it is an object.
        var levels: UInt64 = 0
        var depth = 0
        while true {
            // A value begins here.
            switch cursor.next() {
            case UInt8(ascii: "{"):
                guard depth < Self.depthLimit else { return false }
                (levels, depth) = (levels << 1 | 1, depth + 1)
                if !cursor.takes(UInt8(ascii: "}")) {
                    guard name(&cursor, depth) else { return false }
                    continue
                }
                (levels, depth) = (levels >> 1, depth - 1)
            case UInt8(ascii: "["):
                guard depth < Self.depthLimit else { return false }
                (levels, depth) = (levels << 1, depth + 1)
                if !cursor.takes(UInt8(ascii: "]")) { continue }
                (levels, depth) = (levels >> 1, depth - 1)
            case UInt8(ascii: "\""): guard cursor.string() else { return false }
            case UInt8(ascii: "t"): guard cursor.rest("rue") else { return false }
            case UInt8(ascii: "f"): guard cursor.rest("alse") else { return false }
            case UInt8(ascii: "n"): guard cursor.rest("ull") else { return false }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): cursor.number()
            default: return false
            }
            // A value is over; so may be what it stands in.
            while true {
                guard depth > 0 else { return cursor.isAtEnd() }
                let isObject = levels & 1 == 1
                if cursor.takes(UInt8(ascii: ",")) {
                    if isObject { guard name(&cursor, depth) else { return false } }
                    break
                }
                guard cursor.takes(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
                (levels, depth) = (levels >> 1, depth - 1)
            }
        }
    }

    /// Walks over a member's name and its colon, and notes what the name tells.
    private mutating func name(_ cursor: inout Cursor, _ depth: Int) -> Bool {
        guard cursor.next() == UInt8(ascii: "\"") else { return false }
        let start = cursor.at
        guard cursor.string() else { return false }
        let length = cursor.at - start - 1
        guard cursor.takes(UInt8(ascii: ":")) else { return false }
        switch length {
        case 5 where depth == 1 && memcmp(start, "error", 5) == 0: hasError = hasError || cursor.isFilled()
        case 5 where memcmp(start, "usage", 5) == 0: tellsOfEnd = tellsOfEnd || cursor.isFilled()
        case 7 where depth == 1 && memcmp(start, "choices", 7) == 0: hasChoices = true
        case 13 where memcmp(start, "finish_reason", 13) == 0: tellsOfEnd = tellsOfEnd || cursor.isFilled()
        default: break
        }
        return true
    }

    /// A place in the bytes.
    private struct Cursor {
        var at: UnsafeRawPointer
        let end: UnsafeRawPointer

        private mutating func skipBlanks() {
            while at < end {
                switch at.load(as: UInt8.self) {
                case 0x20, 0x09, 0x0A, 0x0D: at += 1
                default: return
                }
            }
        }

        /// Takes the next byte that is no blank; 0 at the end.
        mutating func next() -> UInt8 {
            skipBlanks()
            guard at < end else { return 0 }
            let byte = at.load(as: UInt8.self)
            at += 1
            return byte
        }

        mutating func takes(_ byte: UInt8) -> Bool {
            skipBlanks()
            guard at < end, at.load(as: UInt8.self) == byte else { return false }
            at += 1
            return true
        }

        mutating func isAtEnd() -> Bool {
            skipBlanks()
            return at == end
        }

        mutating func rest(_ word: StaticString) -> Bool {
            guard end - at >= word.utf8CodeUnitCount, memcmp(at, word.utf8Start, word.utf8CodeUnitCount) == 0 else { return false }
            at += word.utf8CodeUnitCount
            return true
        }

        mutating func number() {
            while at < end {
                switch at.load(as: UInt8.self) {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"),
                    UInt8(ascii: "E"):
                    at += 1
                default: return
                }
            }
        }

        /// Goes behind the quote that ends a string.
        mutating func string() -> Bool {
            let ones: UInt64 = 0x0101_0101_0101_0101
            while true {
                while end - at >= 8 {
                    let word = UInt64(littleEndian: at.loadUnaligned(as: UInt64.self))
                    // A byte that is equal becomes 0; what is below borrows into its top bit: exact up to the first one.
                    let quotes = word ^ (ones &* 0x22)
                    let backslashes = word ^ (ones &* 0x5C)
                    let found = ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes) & (ones &* 0x80)
                    guard found == 0 else {
                        at += found.trailingZeroBitCount / 8
                        break
                    }
                    at += 8
                }
                guard at < end else { return false }
                switch at.load(as: UInt8.self) {
                case UInt8(ascii: "\""):
                    at += 1
                    return true
                case UInt8(ascii: "\\"):
                    guard end - at >= 2 else { return false }
                    at += 2
                default: at += 1
                }
            }
        }

        /// Whether the value that follows says something: not null, false or empty. Takes nothing.
        func isFilled() -> Bool {
            var look = self
            switch look.next() {
            case 0, UInt8(ascii: "n"), UInt8(ascii: "f"): return false
            case UInt8(ascii: "\""): return look.at < end && look.at.load(as: UInt8.self) != UInt8(ascii: "\"")
            case UInt8(ascii: "{"): return !look.takes(UInt8(ascii: "}"))
            case UInt8(ascii: "["): return !look.takes(UInt8(ascii: "]"))
            default: return true
            }
        }
    }
}
