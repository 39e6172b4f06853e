import CivilTime

/// A recurrence rule (RFC 5545 §3.3.10) of whole days. Parts that are not understood make it unreadable.
struct RecurrenceRule: Equatable {
    enum Frequency: String { case daily = "DAILY", weekly = "WEEKLY", monthly = "MONTHLY", yearly = "YEARLY" }

    /// A weekday, Monday is 0; with `nth`, the n-th of the month or year, from its end where negative.
    struct Weekday: Equatable {
        var nth: Int?
        var day: Int
    }

    var frequency: Frequency
    var interval = 1
    var count: Int?
    var until: CalendarMoment?
    var months: [Int] = []
    var weekNumbers: [Int] = []
    var yearDays: [Int] = []
    var monthDays: [Int] = []
    var weekdays: [Weekday] = []
    var positions: [Int] = []
    /// The day that a week begins with, Monday is 0.
    var weekStart = 0

    static let dayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

    init(_ line: ContentLine) throws(UnreadableCalendar) {
        var parts: [(String, String)] = []
        for part in line.value.uppercased().split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, !parts.contains(where: { $0.0 == pair[0] }) else {
                throw line.unreadable("RRULE: found a part that is no NAME=value, or one twice")
            }
            parts.append((String(pair[0]), String(pair[1].trimmingBlanks)))
        }
        guard let named = parts.first(where: { $0.0 == "FREQ" })?.1, let frequency = Frequency(rawValue: named) else {
            throw line.unreadable("RRULE: its FREQ is not understood; DAILY, WEEKLY, MONTHLY and YEARLY are")
        }
        self.frequency = frequency
        for (name, value) in parts where name != "FREQ" { try set(name, value, line) }
        try checkTogether(line)
    }

    private mutating func set(_ name: String, _ value: String, _ line: ContentLine) throws(UnreadableCalendar) {
        func list(_ range: ClosedRange<Int>) throws(UnreadableCalendar) -> [Int] {
            var numbers: [Int] = []
            for text in value.split(separator: ",", omittingEmptySubsequences: false) {
                guard let number = Int(text), range.contains(abs(number)), number > 0 || range.lowerBound > 0 else {
                    throw line.unreadable("RRULE: \(name) holds a number out of its range")
                }
                numbers.append(number)
            }
            return numbers
        }
        switch name {
        case "INTERVAL", "COUNT":
            guard let number = Int(value), (1...100_000).contains(number) else {
                throw line.unreadable("RRULE: \(name) is no number from 1 to 100000")
            }
            if name == "COUNT" { count = number } else { interval = number }
        case "UNTIL":
            guard let moment = CalendarMoment(value) else { throw line.unreadable("RRULE: UNTIL is no date or time") }
            until = moment
        case "BYMONTH":
            months = try list(1...12)
            guard months.allSatisfy({ $0 > 0 }) else { throw line.unreadable("RRULE: BYMONTH holds a number out of its range") }
        case "BYWEEKNO": weekNumbers = try list(1...53)
        case "BYYEARDAY": yearDays = try list(1...366)
        case "BYMONTHDAY": monthDays = try list(1...31)
        case "BYSETPOS": positions = try list(1...366)
        case "BYDAY": weekdays = try Self.weekdays(value, line)
        case "WKST":
            guard let day = Self.dayNames.firstIndex(of: value) else { throw line.unreadable("RRULE: WKST is no weekday") }
            weekStart = day
        default: throw line.unreadable("RRULE: the part \(name.prefix(20)) is not understood")
        }
    }

    private static func weekdays(_ value: String, _ line: ContentLine) throws(UnreadableCalendar) -> [Weekday] {
        var result: [Weekday] = []
        for text in value.split(separator: ",", omittingEmptySubsequences: false) {
            let ordinal = text.dropLast(2)
            guard text.count >= 2, let day = dayNames.firstIndex(of: String(text.suffix(2))), ordinal.isEmpty || Int(ordinal) != nil else {
                throw line.unreadable("RRULE: BYDAY holds no weekday such as MO or -1SU")
            }
            let nth = Int(ordinal)
            guard nth.map({ (1...53).contains(abs($0)) }) ?? true else {
                throw line.unreadable("RRULE: BYDAY holds an ordinal out of its range")
            }
            result.append(Weekday(nth: nth, day: day))
        }
        return result
    }

    /// What RFC 5545 §3.3.10 forbids, and this reader therefore does not guess.
    private func checkTogether(_ line: ContentLine) throws(UnreadableCalendar) {
        let hasOrdinal = weekdays.contains { $0.nth != nil }
        if count != nil, until != nil { throw line.unreadable("RRULE: has both COUNT and UNTIL") }
        if hasOrdinal, frequency == .daily || frequency == .weekly || !weekNumbers.isEmpty {
            throw line.unreadable("RRULE: BYDAY has an ordinal where none is allowed")
        }
        if !weekNumbers.isEmpty, frequency != .yearly { throw line.unreadable("RRULE: BYWEEKNO belongs to YEARLY") }
        if !yearDays.isEmpty, frequency != .yearly { throw line.unreadable("RRULE: BYYEARDAY belongs to YEARLY") }
        if !monthDays.isEmpty, frequency == .weekly { throw line.unreadable("RRULE: BYMONTHDAY does not belong to WEEKLY") }
        if !positions.isEmpty, months.isEmpty, weekNumbers.isEmpty, yearDays.isEmpty, monthDays.isEmpty, weekdays.isEmpty {
            throw line.unreadable("RRULE: BYSETPOS stands without another BY part")
        }
    }
}
