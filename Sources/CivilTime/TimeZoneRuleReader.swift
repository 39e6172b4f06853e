/// Reads the text of a ``TimeZoneRule`` from its front; each step returns nil where the text is something else.
struct TimeZoneRuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

    mutating func rule() -> TimeZoneRule? {
        guard name(), let standard = time(hours: 24) else { return nil }
        guard !rest.isEmpty else { return TimeZoneRule(standard: -standard, summer: nil) }
        guard name() else { return nil }
        var offset = -standard + 3600
        if let first = rest.first, first != UInt8(ascii: ",") {
            guard let given = time(hours: 24) else { return nil }
            offset = -given
        }
        // POSIX leaves it open when summer is where no dates stand; this is what the zone database's own code takes.
        if rest.isEmpty { rest = Array(",M3.2.0,M11.1.0".utf8)[...] }
        guard let start = change(), let end = change(), rest.isEmpty else { return nil }
        return TimeZoneRule(standard: -standard, summer: TimeZoneRule.Summer(offset: offset, start: start, end: end))
    }

    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix(4).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)), range.contains(number) else { return nil }
        rest = rest.dropFirst(digits.count)
        return number
    }

    private mutating func name() -> Bool {
        func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")), end - rest.startIndex >= 3 else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix(while: isLetter)
        rest = rest.dropFirst(letters.count)
        return letters.count >= 3
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    private mutating func time(hours: Int) -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard var seconds = number(0...hours).map({ $0 * 3600 }) else { return nil }
        for unit in [60, 1] where take(":") {
            guard let count = number(0...59) else { return nil }
            seconds += count * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    private mutating func change() -> TimeZoneRule.Change? {
        guard take(","), let day = day() else { return nil }
        guard take("/") else { return TimeZoneRule.Change(day: day, time: 7200) }
        return time(hours: 167).map { TimeZoneRule.Change(day: day, time: $0) }
    }

    private mutating func day() -> TimeZoneRule.Day? {
        if take("J") { return number(1...365).map { .julian($0) } }
        guard take("M") else { return number(0...365).map { .ofYear($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6) else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }
}
