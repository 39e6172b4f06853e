import Glibc

/// A whole request for a file as nearly every one is, found in the bytes as they came: `GET`, HTTP/1.1, one host, no body, no range, no condition but
/// one entity tag. Whatever differs in the least is left to the decoder, so that only one parser says what is malformed; a test holds every request
/// that is taken here against what the decoder makes of it.
///
/// It costs a tenth of what the decoder and its texts cost (`make bench`, small file).
struct FastPathRequest {
    /// Bytes of the head, its blank line included.
    private(set) var length = 0
    /// Without the query, which decides nothing about a file of the bundle.
    private(set) var path: Range<Int> = 0..<0
    /// The path and the query.
    private(set) var target: Range<Int> = 0..<0
    /// The value of the one `Accept-Encoding`; empty where there is none.
    private(set) var acceptEncoding: Range<Int> = 0..<0
    /// The value of the one `If-None-Match`; empty where there is none.
    private(set) var ifNoneMatch: Range<Int> = 0..<0
    /// Whether the client ends the connection with this request.
    private(set) var saysClose = false

    /// Longest head and most fields that are looked at here, well below the decoder's limits.
    private static let lengthLimit = 4096
    private static let fieldLimit = 64

    init?(_ bytes: UnsafeRawBufferPointer) {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes.prefix(Self.lengthLimit))
        guard let fields = readLine(bytes), let end = readFields(bytes, from: fields) else { return nil }
        length = end
    }

    /// - Returns: Where the fields begin.
    private mutating func readLine(_ bytes: UnsafeRawBufferPointer) -> Int? {
        // "GET / HTTP/1.1" and the blank line at least.
        guard bytes.count >= 18, bytes.loadUnaligned(as: UInt32.self) == Self.get else { return nil }
        var at = 4
        guard bytes[at] == UInt8(ascii: "/") else { return nil }
        while at < bytes.count, Self.isPathByte(bytes[at]) { at += 1 }
        path = 4..<at
        if at < bytes.count, bytes[at] == UInt8(ascii: "?") {
            at += 1
            while at < bytes.count, Self.isQueryByte(bytes[at]) { at += 1 }
        }
        target = 4..<at
        // " HTTP/1.1\r\n"
        guard at + 11 <= bytes.count, bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) == Self.version,
            bytes[at + 8] == UInt8(ascii: "1"), bytes.loadUnaligned(fromByteOffset: at + 9, as: UInt16.self) == Self.lineEnd
        else { return nil }
        return at + 11
    }

    /// - Returns: Where the head ends.
    private mutating func readFields(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        var (hosts, dates) = (0, 0)
        for _ in 0..<Self.fieldLimit {
            guard at + 2 <= bytes.count else { return nil }
            if bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self) == Self.lineEnd {
                // A date counts only where there is no tag (RFC 9110 §13.1.3).
                return hosts == 1 && (dates == 0 || !ifNoneMatch.isEmpty) ? at + 2 : nil
            }
            let name = at
            while at < bytes.count, Self.isNameByte(bytes[at]) { at += 1 }
            guard at > name, at < bytes.count, bytes[at] == UInt8(ascii: ":") else { return nil }
            let nameEnd = at
            at += 1
            if at < bytes.count, bytes[at] == 0x20 { at += 1 }
            let value = at
            at = Self.endOfText(bytes, from: at)
            guard at + 2 <= bytes.count, bytes.loadUnaligned(fromByteOffset: at, as: UInt16.self) == Self.lineEnd else { return nil }
            switch Self.meaning(UnsafeRawBufferPointer(rebasing: bytes[name..<nameEnd])) {
            case .none: break
            case .host:
                hosts += 1
                guard Self.isHost(UnsafeRawBufferPointer(rebasing: bytes[value..<at])) else { return nil }
            case .acceptEncoding:
                guard acceptEncoding.isEmpty, Self.isTight(bytes, value..<at) else { return nil }
                acceptEncoding = value..<at
            case .ifNoneMatch:
                guard ifNoneMatch.isEmpty, Self.isTight(bytes, value..<at) else { return nil }
                ifNoneMatch = value..<at
            case .ifModifiedSince: dates += 1
            case .connection:
                let option = UnsafeRawBufferPointer(rebasing: bytes[value..<at])
                if Self.equal(option, "close") { saysClose = true } else if !Self.equal(option, "keep-alive") { return nil }
            case .other: return nil
            }
            at += 2
        }
        return nil
    }

    private enum Meaning { case none, host, acceptEncoding, ifNoneMatch, ifModifiedSince, connection, other }

    /// What a field has to say here, by the length of its name and its first letter; `other` where it might matter.
    private static func meaning(_ name: UnsafeRawBufferPointer) -> Meaning {
        let first = name[0] | 0x20
        switch (name.count, first) {
        case (4, UInt8(ascii: "h")): return equal(name, "host") ? .host : .none
        case (15, UInt8(ascii: "a")): return equal(name, "accept-encoding") ? .acceptEncoding : .none
        case (13, UInt8(ascii: "i")): return equal(name, "if-none-match") ? .ifNoneMatch : .other
        case (17, UInt8(ascii: "i")): return equal(name, "if-modified-since") ? .ifModifiedSince : .other
        case (10, UInt8(ascii: "c")) where equal(name, "connection"): return .connection
        // Range, Expect, Upgrade, If-…, Content-Length, Transfer-Encoding, and who is as long and begins alike.
        case (5, UInt8(ascii: "r")), (6, UInt8(ascii: "e")), (7, UInt8(ascii: "u")), (8..., UInt8(ascii: "i")): return .other
        case (14, UInt8(ascii: "c")), (17, UInt8(ascii: "t")): return .other
        default: return .none
        }
    }

    /// Of printable ASCII, without regard to case.
    private static func equal(_ text: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
        text.count == lower.utf8CodeUnitCount && lower.withUTF8Buffer { lower in zip(text, lower).allSatisfy { $0 | 0x20 == $1 } }
    }

    static func equal(_ bytes: UnsafeRawBufferPointer, _ others: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == others.count, let start = bytes.baseAddress, let otherStart = others.baseAddress else { return false }
        return memcmp(start, otherStart, bytes.count) == 0
    }

    /// The first byte from `start` on that is no printable ASCII; eight at a time in one word (SIMD types become loops over their bytes here).
    private static func endOfText(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        while at + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            // The top bit of a byte below the space, of 0x7F, or above: exact up to the first one, whose borrow or carry goes up only.
            let found = ((word &- (ones &* 0x20)) | (word &+ ones) | word) & (ones &* 0x80)
            if found != 0 { return at + found.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count, bytes[at] &- 0x20 < 0x5F { at += 1 }
        return at
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }

    /// Letters, digits, `-./_`: a path of these needs no decoding, and a file's name seldom has others.
    private static func isPathByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- UInt8(ascii: "-") < 13 || byte == UInt8(ascii: "_")
    }

    /// A part of the bytes of RFC 3986 §3.4, which the decoder takes all.
    private static func isQueryByte(_ byte: UInt8) -> Bool {
        isPathByte(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "~") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
    }

    /// A name or address of letters, digits, `.` and `-`, and perhaps a port.
    private static func isHost(_ text: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        while at < text.count, isLetter(text[at]) || text[at] &- UInt8(ascii: "-") < 13 && text[at] != UInt8(ascii: "/") { at += 1 }
        guard at > 0, at < text.count else { return at > 0 }
        guard text[at] == UInt8(ascii: ":") else { return false }
        return text[(at + 1)...].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// Whether a value is not empty and has no spaces at its ends, which are no part of it.
    private static func isTight(_ bytes: UnsafeRawBufferPointer, _ value: Range<Int>) -> Bool {
        !value.isEmpty && bytes[value.lowerBound] != 0x20 && bytes[value.upperBound - 1] != 0x20
    }

    /// Letters, digits and `-`: the bytes of a token (RFC 9110 §5.6.2) that fields' names have in practice.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
    }

    private static let get = UInt32(littleEndian: 0x2054_4547)
    /// " HTTP/1."
    private static let version = UInt64(littleEndian: 0x2E31_2F50_5454_4820)
    private static let lineEnd = UInt16(littleEndian: 0x0A0D)
}
