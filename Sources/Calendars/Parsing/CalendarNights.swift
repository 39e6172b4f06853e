package import CivilTime

/// The nights that a calendar's events take (RFC 5545), counted by the hotel's days. Pure: bytes in, nights out.
package struct CalendarNights: Sendable, Equatable {
    /// How many events take the night that begins on a day (days since 1970-01-01); nights that none takes are left out.
    package private(set) var counts: [Int: Int] = [:]

    /// How many days after today are expanded; what lies behind them is not known.
    package static let horizon = 731

    /// Reads a calendar.
    ///
    /// - Parameters:
    ///   - today: The hotel's day; nights before it are left out.
    ///   - zone: The hotel's, for times without one and for the day on which a time falls.
    /// - Throws: For whatever is not understood: a night is never free because a line could not be read.
    package init(_ bytes: [UInt8], today: Int, zone: HotelZone) throws(UnreadableCalendar) {
        let window = today..<today + Self.horizon
        for calendar in try CalendarComponent.calendars(in: bytes) {
            var zones = try ZoneTable(hotel: zone, zones: calendar.parts.filter { $0.name == "VTIMEZONE" }, window: window)
            var events: [CalendarEvent] = []
            for part in calendar.parts {
                if part.name == "VEVENT" { events.append(try CalendarEvent(part, zones: &zones)) }
                if part.name == "VFREEBUSY", let line = part.lines("FREEBUSY").first {
                    throw line.unreadable("VFREEBUSY is not understood")
                }
            }
            try add(events, zones, window)
        }
    }

    private mutating func add(_ events: [CalendarEvent], _ zones: ZoneTable, _ window: Range<Int>) throws(UnreadableCalendar) {
        // An occurrence that was changed has an event of its own and is left out of its series.
        var changed: [String: Set<Int64>] = [:]
        for event in events {
            if let id = event.recurrenceID { changed[event.uid, default: []].insert(zones.instant(id)) }
        }
        var budget = RecurrenceExpansion.budget
        for event in events where event.counts {
            if event.recurrenceID != nil || (event.rules.isEmpty && event.extra.isEmpty && event.excluded.isEmpty) {
                let isChanged = event.recurrenceID == nil && changed[event.uid]?.contains(zones.instant(event.start)) ?? false
                if !isChanged { take(event.start, event.length, event.start, zones, window) }
                continue
            }
            let left = Set(event.excluded.map { zones.instant($0) }).union(changed[event.uid] ?? [])
            // A day without a time leaves every occurrence of that day out.
            let days = Set(event.excluded.filter { $0.clock == .date }.map(\.day))
            for one in try occurrences(of: event, zones, window, &budget)
            where !left.contains(zones.instant(one.start)) && !days.contains(one.start.day) {
                take(one.start, one.length ?? event.length, event.start, zones, window)
            }
        }
    }

    /// The occurrences of a series that may reach into the window, each once.
    private func occurrences(
        of event: CalendarEvent, _ zones: ZoneTable, _ window: Range<Int>, _ budget: inout Int
    ) throws(UnreadableCalendar) -> [(start: CalendarMoment, length: CalendarEvent.Length?)] {
        let days = Self.days(of: event, zones)
        var result: [(start: CalendarMoment, length: CalendarEvent.Length?)] = []
        var known: Set<CalendarMoment> = []
        func add(_ start: CalendarMoment, _ length: CalendarEvent.Length?) {
            if known.insert(start).inserted { result.append((start, length)) }
        }
        for one in event.extra { add(one.start, one.length) }
        add(event.start, nil)
        for rule in event.rules {
            var expansion = RecurrenceExpansion(rule: rule, start: event.start.day)
            if let until = rule.until { expansion.last = Self.last(until, for: event.start, zones) }
            let reach = (window.lowerBound - days - 2)..<(window.upperBound + 2)
            for day in try expansion.days(in: reach, budget: &budget) {
                add(CalendarMoment(day: day, second: event.start.second, clock: event.start.clock), nil)
            }
        }
        return result
    }

    /// The last day on which a series may begin anew.
    private static func last(_ until: CalendarMoment, for start: CalendarMoment, _ zones: ZoneTable) -> Int {
        guard until.clock == .utc, start.clock != .date else {
            return until.day - (until.clock != .date && until.second < start.second ? 1 : 0)
        }
        let shown = zones.shown(until.shown, on: start.clock)
        let day = Int(shown.dividedDown(by: 86_400))
        return shown - Int64(day) * 86_400 >= Int64(start.second) ? day : day - 1
    }

    /// Days that an event may last, rounded up.
    private static func days(of event: CalendarEvent, _ zones: ZoneTable) -> Int {
        switch event.length {
        case .unsaid: 1
        case .seconds(let seconds): Int(min(seconds, 3_000_000_000) / 86_400) + 1
        case .until(let end): max(0, end.day - event.start.day) + 2
        }
    }

    /// Counts the nights of one occurrence: from the hotel's day of its start to the one before its end's, and one at least.
    private mutating func take(
        _ start: CalendarMoment, _ length: CalendarEvent.Length, _ first: CalendarMoment, _ zones: ZoneTable, _ window: Range<Int>
    ) {
        let from = zones.atHotel(start).day
        let end: Int =
            switch length {
            case .unsaid: from + 1
            case .seconds(let seconds): zones.atHotel(start.advanced(by: seconds)).day
            case .until(let end): zones.atHotel(end.advanced(by: start.shown - first.shown)).day
            }
        for night in max(from, window.lowerBound)..<max(min(max(end, from + 1), window.upperBound), max(from, window.lowerBound)) {
            counts[night, default: 0] += 1
        }
    }
}
