import CivilTime
import Testing

@testable import Chat

/// A rate holds from its first day to the day before its last (docs/widget.md §2.6).
@Suite struct HotelRateTests {
    private func room(_ rates: String) throws -> Hotel.Room {
        let text = "{\"name\":\"H\",\"rooms\":[{\"id\":\"a\",\"name\":\"A\",\"pricePerNight\":100,\"rates\":[\(rates)]}]}"
        return try #require(try Hotel.parse(Array(text.utf8), file: "hotel.json").rooms.first)
    }

    @Test func aRateEndsBeforeItsLastDay() throws {
        let room = try room(#"{"from":"2027-07-01","to":"2027-09-01","pricePerNight":155}"#)
        let (from, to) = (try #require(CalendarDay.day("2027-07-01")), try #require(CalendarDay.day("2027-09-01")))
        let (usual, season) = (room.price(on: from - 100), room.price(on: from + 10))
        #expect(usual != season)
        #expect([from - 1, from, to - 1, to].map { room.price(on: $0) } == [usual, season, season, usual])
        // The night of the last day is the first that costs the usual price.
        #expect(room.total(to - 1, to + 1) == season + usual)
        #expect(room.total(to, to) == usual - usual)
    }

    @Test func theLastRateThatMatchesCounts() throws {
        let room = try room(
            #"{"from":"2027-07-01","to":"2027-09-01","pricePerNight":155},{"from":"2027-08-01","to":"2027-08-02","pricePerNight":90}"#)
        let day = try #require(CalendarDay.day("2027-08-01"))
        #expect(room.price(on: day) != room.price(on: day + 1))
        #expect(room.price(on: day - 1) == room.price(on: day + 1))
    }
}
