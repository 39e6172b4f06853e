import CivilTime

@testable import Calendars

/// Calendars and the nights that they take, on a fixed day in Kyiv.
enum CalendarFixture {
    static let today = CalendarDay.number(2027, 1, 10)
    static func zone() throws -> HotelZone { try HotelZone(name: "Europe/Kyiv") }

    /// A calendar around lines; `|` stands for a line's end.
    static func calendar(_ lines: String, ending: String = "\r\n") -> [UInt8] {
        Array(("BEGIN:VCALENDAR|VERSION:2.0|PRODID:x|" + lines + "|END:VCALENDAR|").replacing("|", with: ending).utf8)
    }

    static func event(_ lines: String) -> [UInt8] { calendar("BEGIN:VEVENT|UID:1|" + lines + "|END:VEVENT") }

    /// The nights as days of the month, with the month from February on: `12 13 2-1`.
    static func nights(_ bytes: [UInt8]) throws -> String {
        try CalendarNights(bytes, today: today, zone: zone()).counts.keys.sorted().map { day in
            let (year, month, dayOfMonth) = CalendarDay.parts(day)
            return (year == 2027 ? "" : "\(year)-") + (year == 2027 && month == 1 ? "" : "\(month)-") + "\(dayOfMonth)"
        }.joined(separator: " ")
    }
}
