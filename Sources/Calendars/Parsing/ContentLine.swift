/// One content line of an iCalendar stream (RFC 5545 §3.1): `NAME;PARAM=value:value`.
struct ContentLine {
    /// In upper case.
    let name: String
    /// By name in upper case; quotes taken off.
    let parameters: [String: String]
    let value: String
    /// From 1, after unfolding.
    let number: Int

    /// The properties that say which nights are taken; the texts of all others are not even read.
    private static let read: Set<String> = [
        "BEGIN", "END", "DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "STATUS", "TRANSP",
        "TZID", "TZOFFSETFROM", "TZOFFSETTO", "FREEBUSY",
    ]

    /// The lines that matter, unfolded. A line may end with CRLF or LF; a byte order mark is passed over.
    static func lines(in bytes: [UInt8]) throws(UnreadableCalendar) -> [ContentLine] {
        var lines: [ContentLine] = []
        var number = 0
        var line: [UInt8] = []
        func finish() throws(UnreadableCalendar) {
            guard !line.isEmpty else { return }
            number += 1
            if let parsed = try ContentLine(line, number: number) { lines.append(parsed) }
            line.removeAll(keepingCapacity: true)
        }
        for piece in bytes.dropFirst(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0).split(separator: 0x0A, omittingEmptySubsequences: true)
        {
            let text = piece.last == 0x0D ? piece.dropLast() : piece
            if let first = text.first, first == 0x20 || first == 0x09 {
                line += text.dropFirst()
            } else {
                try finish()
                line = Array(text)
            }
        }
        try finish()
        return lines
    }

    /// - Returns: nil for a property that says nothing about nights.
    private init?(_ bytes: [UInt8], number: Int) throws(UnreadableCalendar) {
        let end = bytes.firstIndex { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ":") }
        guard let end else { throw UnreadableCalendar("found a line without a colon, expected NAME:value", line: number) }
        let name = String(decoding: bytes[..<end], as: UTF8.self).uppercased()
        guard Self.read.contains(name) else { return nil }
        var parameters: [String: String] = [:]
        var at = end
        while at < bytes.count, bytes[at] == UInt8(ascii: ";") {
            let start = at + 1
            var isQuoted = false
            at = start
            while at < bytes.count, isQuoted || (bytes[at] != UInt8(ascii: ";") && bytes[at] != UInt8(ascii: ":")) {
                if bytes[at] == UInt8(ascii: "\"") { isQuoted.toggle() }
                at += 1
            }
            let parts = String(decoding: bytes[start..<at], as: UTF8.self).split(separator: "=", maxSplits: 1)
            if parts.count == 2 { parameters[parts[0].uppercased()] = parts[1].filter { $0 != "\"" } }
        }
        guard at < bytes.count else { throw UnreadableCalendar("\(name) has no value", line: number) }
        self.name = name
        self.parameters = parameters
        // RFC 5545 knows no blanks round these values; some programs write them.
        value = String(String(decoding: bytes[(at + 1)...], as: UTF8.self).trimmingBlanks)
        self.number = number
    }

    func unreadable(_ reason: String) -> UnreadableCalendar { UnreadableCalendar(reason, line: number) }
}

extension StringProtocol {
    /// The text without blanks at its ends.
    var trimmingBlanks: SubSequence {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
        guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
            return self[endIndex...]
        }
        return self[first...last]
    }

    /// The number that exactly so many ASCII digits write.
    func digits(_ count: Int) -> Int? {
        utf8.count == count && utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(String(self)) : nil
    }
}
