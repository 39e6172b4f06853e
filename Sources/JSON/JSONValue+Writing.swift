package import NIOCore

extension JSONValue {
    /// The value as compact JSON, members in their order, numbers as they were written.
    package var json: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// The same as ``json``, for a body.
    package var bytes: ByteBuffer { ByteBuffer(string: json) }

    /// An object from members that are there; nil leaves one out.
    package static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    /// A whole number.
    package static func integer(_ number: Int) -> JSONValue { .number(text: String(number), value: Double(number)) }

    /// A number without a needless `.0`.
    package static func decimal(_ number: Double) -> JSONValue {
        let isWhole = number == number.rounded() && abs(number) < 1e15
        return .number(text: isWhole ? String(Int(number)) : String(number), value: number)
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .number(let number, _): text += number
        case .string(let string): Self.quote(string, to: &text)
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    /// Appends a string in its quotes (RFC 8259 §7). Unicode's line ends and all control characters are escaped too: some readers of event
    /// streams cut lines there, and terminals obey the others in a log.
    package static func quote(_ string: String, to text: inout String) {
        text += "\""
        escape(string, to: &text)
        text += "\""
    }

    /// A string as it stands between its quotes; texts that are escaped piece by piece are the same as in one.
    package static func escaped(_ string: String) -> String {
        var text = ""
        escape(string, to: &text)
        return text
    }

    private static func escape(_ string: String, to text: inout String) {
        var string = string
        string.withUTF8 { bytes in
            // Where the bytes begin that go as they are.
            var clean = 0
            var index = 0
            while true {
                index = endOfPlain(bytes, from: index)
                guard index < bytes.count else { break }
                guard let (escape, length) = escape(bytes, at: index) else {
                    index += 1
                    continue
                }
                if clean < index { text += String(decoding: bytes[clean..<index], as: UTF8.self) }
                text += escape
                index += length
                clean = index
            }
            if clean < bytes.count { text += String(decoding: bytes[clean...], as: UTF8.self) }
        }
    }

    /// The first byte from `start` on that may need an escape or is no ASCII; eight at a time.
    private static func endOfPlain(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let raw = UnsafeRawBufferPointer(bytes)
        var at = start
        while at + 8 <= raw.count {
            let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            // A byte that is equal becomes 0, and what is below 1 or 0x20 borrows into its top bit: exact up to the first one.
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let found = ((word &- (ones &* 0x20)) | (word &+ ones) | word | (quotes &- ones) | (backslashes &- ones)) & (ones &* 0x80)
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        return at
    }

    /// What stands for the character whose UTF-8 begins at `index`, and how many bytes that has; nil where it goes as it is.
    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (String, Int)? {
        func next(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
        switch bytes[index] {
        case 0x20, 0x21, 0x23...0x5b, 0x5d...0x7e: return nil
        case UInt8(ascii: "\""): return ("\\\"", 1)
        case UInt8(ascii: "\\"): return ("\\\\", 1)
        case 0x0A: return ("\\n", 1)
        case 0x0D: return ("\\r", 1)
        case 0x09: return ("\\t", 1)
        case 0...0x1F, 0x7F: return (code(UInt32(bytes[index])), 1)
        case 0xC2 where next(1) <= 0x9F: return (code(UInt32(next(1))), 2)
        case 0xE2 where next(1) == 0x80 && (next(2) == 0xA8 || next(2) == 0xA9): return (code(0x2028 + UInt32(next(2) - 0xA8)), 3)
        default: return nil
        }
    }

    private static func code(_ value: UInt32) -> String {
        let hex = String(value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
}
