import CivilTime

/// The clocks of a calendar: the hotel's, those that `TZID`s name from the system's database, else those that its `VTIMEZONE`s describe.
struct ZoneTable {
    private let hotel: HotelZone
    private var described: [String: [Onset]] = [:]
    private var named: [String: HotelZone] = [:]

    /// From when on a clock is set so far from UTC, by what the clock showed before.
    private struct Onset {
        var shown: Int64
        var offset: Int64
        var before: Int64
    }

    /// - Parameter window: The days whose offsets will be asked for.
    init(hotel: HotelZone, zones: [CalendarComponent], window: Range<Int>) throws(UnreadableCalendar) {
        self.hotel = hotel
        for zone in zones {
            guard let name = try zone.line("TZID")?.value else {
                throw UnreadableCalendar("a VTIMEZONE has no TZID", line: zone.number)
            }
            var onsets: [Onset] = []
            for part in zone.parts { onsets += try Self.onsets(part, window: window) }
            guard !onsets.isEmpty else { throw UnreadableCalendar("a VTIMEZONE says nothing about its offset", line: zone.number) }
            described[name] = onsets.sorted { $0.shown < $1.shown }
        }
    }

    /// Makes a zone's name known.
    mutating func look(up name: String, line: Int) throws(UnreadableCalendar) {
        guard named[name] == nil else { return }
        // The database knows more than a calendar says of a zone; some programs write a path in front of its name.
        let plain = name.hasPrefix("/") ? name.split(separator: "/").suffix(2).joined(separator: "/") : name
        if HotelZone.isName(plain), plain.contains("/") || plain == "UTC" || plain == "GMT" {
            // A name that the database does not have may be described in the calendar itself.
            if let zone = try? HotelZone(name: plain) {
                named[name] = zone
                return
            }
        }
        guard described[name] != nil else {
            throw UnreadableCalendar("its TZID is no known time zone, and no VTIMEZONE describes it", line: line)
        }
    }

    /// Seconds since 1970 in UTC.
    func instant(_ moment: CalendarMoment) -> Int64 {
        let shown = moment.shown
        switch moment.clock {
        case .utc: return shown
        case .date, .floating: return Self.instant(shown, in: hotel)
        case .zone(let name):
            if let zone = named[name] { return Self.instant(shown, in: zone) }
            let onsets = described[name] ?? []
            return shown - (onsets.last { $0.shown <= shown }?.offset ?? onsets.first?.before ?? 0)
        }
    }

    /// The hotel's day and time of a moment; dates are the same everywhere.
    func atHotel(_ moment: CalendarMoment) -> CalendarMoment {
        switch moment.clock {
        case .date, .floating: return moment
        case .utc, .zone:
            let instant = instant(moment)
            return CalendarMoment(day: 0, clock: .floating).advanced(by: instant + hotel.offset(at: instant))
        }
    }

    /// What a moment in UTC is on another's clock, for `UNTIL`.
    func shown(_ instant: Int64, on clock: CalendarMoment.Clock) -> Int64 {
        switch clock {
        case .utc: return instant
        case .date, .floating: return instant + hotel.offset(at: instant)
        case .zone(let name):
            if let zone = named[name] { return instant + zone.offset(at: instant) }
            let onsets = described[name] ?? []
            return instant + (onsets.last { $0.shown - $0.before <= instant }?.offset ?? onsets.first?.before ?? 0)
        }
    }

    /// A clock that is put forward skips times: they count by the offset before; times that come twice count the first time.
    private static func instant(_ shown: Int64, in zone: HotelZone) -> Int64 {
        let (before, after) = (zone.offset(at: shown - 86_400), zone.offset(at: shown + 86_400))
        let early = shown - before
        return zone.offset(at: early) == before ? early : zone.offset(at: shown - after) == after ? shown - after : early
    }

    /// The onsets of a STANDARD or DAYLIGHT part (RFC 5545 §3.6.5).
    private static func onsets(_ part: CalendarComponent, window: Range<Int>) throws(UnreadableCalendar) -> [Onset] {
        guard let start = try part.line("DTSTART")?.moment(), let to = try part.line("TZOFFSETTO"), let from = try part.line("TZOFFSETFROM")
        else { throw UnreadableCalendar("a part of a VTIMEZONE has no DTSTART or offset", line: part.number) }
        guard let offset = offset(to.value), let before = self.offset(from.value) else {
            throw to.unreadable("TZOFFSETTO or TZOFFSETFROM is no offset such as +0200")
        }
        var days = [start.day]
        for line in part.lines("RDATE") { days += try line.moments().map(\.day) }
        var budget = RecurrenceExpansion.budget
        for line in part.lines("RRULE") {
            var expansion = RecurrenceExpansion(rule: try RecurrenceRule(line), start: start.day)
            if let until = expansion.rule.until { expansion.last = until.day }
            days += try expansion.days(in: (window.lowerBound - 800)..<(window.upperBound + 1), budget: &budget)
        }
        return days.map { Onset(shown: Int64($0) * 86_400 + Int64(start.second), offset: offset, before: before) }
    }

    /// `+0200` or `-034530` in seconds.
    private static func offset(_ text: String) -> Int64? {
        guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
        let digits = text.dropFirst()
        guard digits.utf8.count == 4 || digits.utf8.count == 6, let hours = digits.prefix(2).digits(2),
            let minutes = digits.dropFirst(2).prefix(2).digits(2), let seconds = digits.utf8.count == 6 ? digits.suffix(2).digits(2) : 0
        else { return nil }
        return Int64(hours * 3600 + minutes * 60 + seconds) * (sign == "-" ? -1 : 1)
    }
}
