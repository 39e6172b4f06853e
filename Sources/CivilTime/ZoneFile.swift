/// A file of the time zone database (TZif, RFC 9636 §3): when the clocks were changed, and the rule since the last change.
struct ZoneFile {
    /// Seconds since 1970 from which on an offset in seconds holds, ascending; the first holds since ever.
    let changes: [(from: Int64, offset: Int64)]
    /// Holds from the last change on; nil where the file names none and the last offset stays.
    let rule: TimeZoneRule?

    /// Number of bytes of a header (§3.1).
    private static let headerLength = 44

    /// - Returns: nil for what is no such file, and for one that counts leap seconds, which no clock here does.
    init?(_ bytes: [UInt8]) {
        guard let first = Block(bytes, at: 0, timeLength: 4) else { return nil }
        // Version 1 has 32-bit times alone; the later ones repeat all with 64 bits and add the rule (§3.2).
        guard bytes[4] >= UInt8(ascii: "2") else {
            guard let changes = first.changes else { return nil }
            (self.changes, rule) = (changes, nil)
            return
        }
        guard let second = Block(bytes, at: first.end, timeLength: 8), let changes = second.changes else { return nil }
        let footer = bytes[second.end...]
        guard footer.first == 0x0A, let end = footer.dropFirst().firstIndex(of: 0x0A) else { return nil }
        let text = String(decoding: footer[(second.end + 1)..<end], as: UTF8.self)
        self.changes = changes
        rule = TimeZoneRule(text)
        // An empty line says that nothing is known (§3.3); one that cannot be read must not be taken for it.
        if rule == nil, !text.isEmpty { return nil }
    }

    /// A header with its data.
    private struct Block {
        let bytes: [UInt8]
        let timeLength: Int
        let start: Int
        let timeCount: Int
        let typeCount: Int
        let leapCount: Int
        /// Where the block ends.
        let end: Int

        init?(_ bytes: [UInt8], at start: Int, timeLength: Int) {
            guard start + headerLength <= bytes.count, bytes[start...].starts(with: "TZif".utf8) else { return nil }
            let counts = (0..<6).map { ZoneFile.number(bytes, start + 20 + $0 * 4, 4) }
            guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
            let all = counts.map(Int.init)
            (timeCount, typeCount, leapCount) = (all[3], all[4], all[2])
            end =
                start + headerLength + timeCount * (timeLength + 1) + typeCount * 6 + all[5] + leapCount * (timeLength + 4) + all[1]
                + all[0]
            guard end <= bytes.count else { return nil }
            (self.bytes, self.start, self.timeLength) = (bytes, start, timeLength)
        }

        var changes: [(from: Int64, offset: Int64)]? {
            let times = start + headerLength
            let indices = times + timeCount * timeLength
            let types = indices + timeCount
            guard typeCount > 0, leapCount == 0, bytes[indices..<types].allSatisfy({ $0 < typeCount }) else { return nil }
            func offset(_ type: Int) -> Int64 { ZoneFile.number(bytes, types + type * 6, 4) }
            return [(.min, offset(0))]
                + (0..<timeCount).map {
                    (ZoneFile.number(bytes, times + $0 * timeLength, timeLength), offset(Int(bytes[indices + $0])))
                }
        }
    }

    /// A signed number of the file, most significant byte first. The caller has seen that it is there.
    private static func number(_ bytes: [UInt8], _ at: Int, _ length: Int) -> Int64 {
        bytes[at..<(at + length)].reduce(bytes[at] >= 0x80 ? -1 : 0) { $0 << 8 | Int64($1) }
    }
}
