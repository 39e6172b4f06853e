/// A component of a calendar, such as an event, with its lines and the components inside of it (RFC 5545 §3.6).
struct CalendarComponent {
    /// Such as `VEVENT`, in upper case.
    let name: String
    /// Number of its `BEGIN` line.
    let number: Int
    private(set) var lines: [ContentLine] = []
    private(set) var parts: [CalendarComponent] = []

    /// Deepest nesting; RFC 5545 has three levels.
    private static let depthLimit = 8

    /// The calendars of a stream, each whole.
    static func calendars(in bytes: [UInt8]) throws(UnreadableCalendar) -> [CalendarComponent] {
        let lines = try ContentLine.lines(in: bytes)
        var open: [CalendarComponent] = []
        var calendars: [CalendarComponent] = []
        for line in lines {
            switch line.name {
            case "BEGIN":
                guard open.count < depthLimit, !open.isEmpty || line.value.uppercased() == "VCALENDAR" else {
                    throw line.unreadable("found a component outside of a VCALENDAR, or nested too deeply")
                }
                open.append(CalendarComponent(name: line.value.uppercased(), number: line.number))
            case "END":
                guard let last = open.popLast(), last.name == line.value.uppercased() else {
                    throw line.unreadable("found the END of a component that was not begun")
                }
                if open.isEmpty { calendars.append(last) } else { open[open.count - 1].parts.append(last) }
            default:
                guard !open.isEmpty else { throw line.unreadable("found a property outside of a VCALENDAR") }
                open[open.count - 1].lines.append(line)
            }
        }
        guard open.isEmpty else { throw UnreadableCalendar("it ends before END:VCALENDAR: it was cut") }
        guard !calendars.isEmpty else { throw UnreadableCalendar("it is no iCalendar: BEGIN:VCALENDAR is missing") }
        return calendars
    }

    private init(name: String, number: Int) {
        self.name = name
        self.number = number
    }

    /// The one line of a name; nil where there is none.
    func line(_ name: String) throws(UnreadableCalendar) -> ContentLine? {
        let found = lines.filter { $0.name == name }
        guard found.count < 2 else { throw found[1].unreadable("\(name) occurs twice in one \(self.name)") }
        return found.first
    }

    func lines(_ name: String) -> [ContentLine] { lines.filter { $0.name == name } }
}
