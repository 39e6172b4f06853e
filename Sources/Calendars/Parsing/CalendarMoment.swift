import CivilTime

/// A DATE or DATE-TIME of a calendar (RFC 5545 §3.3.4, §3.3.5): a day, a time of the day, and whose clock shows them.
struct CalendarMoment: Hashable {
    /// Whose clock it is.
    enum Clock: Hashable {
        /// A whole day, wherever one is.
        case date
        /// No zone named: the hotel's own.
        case floating
        case utc
        /// The `TZID` of ``ZoneTable``.
        case zone(String)
    }

    /// Days since 1970-01-01 on that clock.
    var day: Int
    /// Seconds since midnight, below 86,400.
    var second: Int
    var clock: Clock

    /// The seconds that the clock shows since 1970-01-01.
    var shown: Int64 { Int64(day) * 86_400 + Int64(second) }

    init(day: Int, second: Int = 0, clock: Clock) {
        self.day = day
        self.second = second
        self.clock = clock
    }

    /// Reads a value such as `20270115`, `20270115T150000` or `20270115T150000Z`.
    init?(_ text: some StringProtocol, zone: String? = nil) {
        let parts = text.uppercased().split(separator: "T", omittingEmptySubsequences: false)
        guard let date = parts.first, date.utf8.count == 8, let year = date.prefix(4).digits(4), year > 0,
            let month = date.dropFirst(4).prefix(2).digits(2), let dayOfMonth = date.suffix(2).digits(2),
            let day = CalendarDay.day("\(date.prefix(4))-\(date.dropFirst(4).prefix(2))-\(date.suffix(2))"), month > 0, dayOfMonth > 0
        else { return nil }
        guard parts.count > 1 else {
            self.init(day: day, clock: .date)
            return
        }
        let isUTC = parts[1].last == "Z"
        let time = isUTC ? parts[1].dropLast() : parts[1]
        guard parts.count == 2, time.utf8.count == 6, let hour = time.prefix(2).digits(2),
            let minute = time.dropFirst(2).prefix(2).digits(2),
            let second = time.suffix(2).digits(2), hour < 24, minute < 60, second <= 60
        else { return nil }
        self.init(
            day: day, second: hour * 3600 + minute * 60 + min(second, 59), clock: isUTC ? .utc : zone.map { .zone($0) } ?? .floating)
    }

    /// The same clock, so many seconds later by what it shows.
    func advanced(by seconds: Int64) -> CalendarMoment {
        let shown = shown + seconds
        let day = shown.dividedDown(by: 86_400)
        return CalendarMoment(day: Int(day), second: Int(shown - day * 86_400), clock: clock)
    }
}

extension ContentLine {
    /// The one moment that the line's value is.
    func moment() throws(UnreadableCalendar) -> CalendarMoment {
        guard let moment = CalendarMoment(value, zone: parameters["TZID"]) else {
            throw unreadable("\(name): found no date or time of the form 20270115 or 20270115T150000Z")
        }
        return moment
    }

    /// All moments of a line that may list several (`EXDATE`).
    func moments() throws(UnreadableCalendar) -> [CalendarMoment] {
        var moments: [CalendarMoment] = []
        for text in value.split(separator: ",") {
            guard let moment = CalendarMoment(text.trimmingBlanks, zone: parameters["TZID"]) else {
                throw unreadable("\(name): found no date or time of the form 20270115 or 20270115T150000Z")
            }
            moments.append(moment)
        }
        return moments
    }

    /// The seconds of a DURATION (RFC 5545 §3.3.6), such as `P3D` or `PT20H30M`; never negative.
    static func duration(_ text: some StringProtocol) -> Int64? {
        var rest = text.uppercased()[...]
        if rest.first == "+" { rest = rest.dropFirst() }
        guard rest.first == "P" else { return nil }
        rest = rest.dropFirst()
        var (seconds, isTime, count) = (Int64(0), false, 0)
        while !rest.isEmpty {
            if rest.first == "T", !isTime {
                isTime = true
                rest = rest.dropFirst()
                continue
            }
            let number = rest.prefix { $0.isASCII && $0.isNumber }
            guard (1...7).contains(number.count), let value = Int64(number), let unit = rest.dropFirst(number.count).first else {
                return nil
            }
            let units: [Character: Int64] = isTime ? ["H": 3600, "M": 60, "S": 1] : ["W": 604_800, "D": 86_400]
            guard let factor = units[unit] else { return nil }
            seconds += value * factor
            count += 1
            rest = rest.dropFirst(number.count + 1)
        }
        return count > 0 ? seconds : nil
    }
}
