import CivilTime

/// An event of a calendar: when it begins, how long it is, when it comes again (RFC 5545 §3.6.1).
struct CalendarEvent {
    /// How long an event is: until a day, or for seconds on its own clock.
    enum Length {
        case seconds(Int64)
        /// To a moment on another clock than the start's.
        case until(CalendarMoment)
        /// Nothing said: one night.
        case unsaid
    }

    let uid: String
    let start: CalendarMoment
    let length: Length
    /// The occurrence of its series that it stands for.
    let recurrenceID: CalendarMoment?
    let rules: [RecurrenceRule]
    let extra: [(start: CalendarMoment, length: Length?)]
    let excluded: [CalendarMoment]
    /// Whether it takes nights: neither cancelled nor transparent.
    let counts: Bool
    let number: Int

    init(_ component: CalendarComponent, zones: inout ZoneTable) throws(UnreadableCalendar) {
        func check(_ moment: CalendarMoment, _ line: ContentLine) throws(UnreadableCalendar) {
            if case .zone(let name) = moment.clock { try zones.look(up: name, line: line.number) }
        }
        number = component.number
        guard let startLine = try component.line("DTSTART") else {
            throw UnreadableCalendar("an event has no DTSTART", line: component.number)
        }
        if let line = component.lines("EXRULE").first { throw line.unreadable("EXRULE is not understood") }
        start = try startLine.moment()
        try check(start, startLine)
        length = try Self.length(component, start, check)
        uid = try component.line("UID")?.value ?? ""
        let standsFor = try component.line("RECURRENCE-ID")
        if let range = standsFor?.parameters["RANGE"], let standsFor {
            throw standsFor.unreadable("RANGE=\(range.prefix(20)) is not understood")
        }
        recurrenceID = try standsFor?.moment()
        if let recurrenceID, let standsFor { try check(recurrenceID, standsFor) }
        var rules: [RecurrenceRule] = []
        for line in component.lines("RRULE") { rules.append(try RecurrenceRule(line)) }
        self.rules = rules
        var excluded: [CalendarMoment] = []
        for line in component.lines("EXDATE") {
            for moment in try line.moments() {
                try check(moment, line)
                excluded.append(moment)
            }
        }
        self.excluded = excluded
        var extra: [(start: CalendarMoment, length: Length?)] = []
        for line in component.lines("RDATE") {
            for one in try Self.extra(line) {
                try check(one.start, line)
                extra.append(one)
            }
        }
        self.extra = extra
        let status = try component.line("STATUS")?.value.uppercased()
        let transparency = try component.line("TRANSP")?.value.uppercased()
        counts = status != "CANCELLED" && transparency != "TRANSPARENT"
    }

    private static func length(
        _ component: CalendarComponent, _ start: CalendarMoment,
        _ check: (CalendarMoment, ContentLine) throws(UnreadableCalendar) -> Void
    ) throws(UnreadableCalendar) -> Length {
        if let line = try component.line("DTEND") {
            let end = try line.moment()
            try check(end, line)
            guard (start.clock == .date) == (end.clock == .date) else { throw line.unreadable("DTEND is not of the kind of DTSTART") }
            guard start.clock == end.clock else { return .until(end) }
            guard end.shown >= start.shown else { throw line.unreadable("DTEND is before DTSTART") }
            return .seconds(end.shown - start.shown)
        }
        guard let line = try component.line("DURATION") else { return .unsaid }
        guard let seconds = ContentLine.duration(line.value) else {
            throw line.unreadable("DURATION is none of the form P3D or PT20H, from zero up")
        }
        return .seconds(seconds)
    }

    /// Moments or periods of an RDATE.
    private static func extra(_ line: ContentLine) throws(UnreadableCalendar) -> [(start: CalendarMoment, length: Length?)] {
        guard line.parameters["VALUE"]?.uppercased() == "PERIOD" else { return try line.moments().map { ($0, nil) } }
        var result: [(start: CalendarMoment, length: Length?)] = []
        for period in line.value.split(separator: ",") {
            let parts = period.split(separator: "/")
            let zone = line.parameters["TZID"]
            guard parts.count == 2, let start = CalendarMoment(parts[0].trimmingBlanks, zone: zone) else {
                throw line.unreadable("RDATE: found no period")
            }
            if let seconds = ContentLine.duration(parts[1].trimmingBlanks) {
                result.append((start, .seconds(seconds)))
            } else if let end = CalendarMoment(parts[1].trimmingBlanks, zone: zone), end.clock == start.clock, end.shown >= start.shown {
                result.append((start, .seconds(end.shown - start.shown)))
            } else {
                throw line.unreadable("RDATE: found no period")
            }
        }
        return result
    }
}
