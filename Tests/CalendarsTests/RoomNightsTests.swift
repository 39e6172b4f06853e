import Chat
import Testing

@testable import Calendars

@Suite struct RoomNightsTests {
    private func reading(_ nights: Int...) throws -> CalendarBook.Entry.Reading {
        let events = nights.map { "BEGIN:VEVENT|DTSTART;VALUE=DATE:202701\($0)|END:VEVENT" }.joined(separator: "|")
        let bytes = CalendarFixture.calendar(events.isEmpty ? "X-A:1" : events)
        return .init(nights: try CalendarNights(bytes, today: CalendarFixture.today, zone: CalendarFixture.zone()), through: 30_000, at: 0)
    }

    private func taken(_ readings: [CalendarBook.Entry.Reading?], units: Int) -> [Int]? {
        guard case .known(let taken, _) = RoomNights.of(readings, units: units) else { return nil }
        return taken.map { $0 - CalendarFixture.today + 10 }.sorted()
    }

    @Test func aNightIsTakenWhenAllRoomsOfTheKindAre() throws {
        #expect(taken([try reading(12, 13), try reading(13, 14)], units: 2) == [13])
        #expect(taken([try reading(12, 13), try reading(13, 14)], units: 1) == [12, 13, 14])
        #expect(taken([try reading(12, 12, 13)], units: 2) == [12])
        // Two entries of one room's calendar take that room alone.
        #expect(taken([try reading(12, 12), try reading()], units: 2) == [])
        #expect(taken([try reading()], units: 1) == [])
    }

    @Test func oneUnreadCalendarMakesTheRoomUnknown() throws {
        #expect(RoomNights.of([try reading(12), nil], units: 1) == .unknown)
        #expect(RoomNights.of([nil], units: 1) == .unknown)
    }
}
