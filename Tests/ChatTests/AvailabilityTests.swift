import CivilTime
import JSON
import NIOCore
import TestSupport
import Testing

@testable import Chat

@Suite struct AvailabilityTests {
    private static let hotel = """
        {"name":"H","timeZone":"UTC","contact":{"email":"h@h.example","hours":{"mon":["08:00-22:00"],"sat":["09:00-12:00","18:00-02:00"]}},
         "rooms":[{"id":"a","name":"Attic","pricePerNight":100,"calendar":["https://c.example/s3cret.ics","b.ics"]},
                  {"id":"b","name":"Balcony","pricePerNight":100,"units":4,"calendar":"https://c.example/s3cret.ics","bookedDates":["2026-12-02"]},
                  {"id":"c","name":"Cellar","pricePerNight":100}]}
        """
    private static let first = CalendarDay.number(2026, 12, 1)

    private func hotel(_ text: String = hotel) throws -> Hotel { try Hotel.parse(Array(text.utf8), file: "hotel.json") }

    private func facts(_ availability: Availability, from: String = "2026-12-01", to: String = "2026-12-03") throws -> PromptFacts {
        PromptFacts(
            hotel: try hotel(), context: ChatContext(booking: ["checkIn": from, "checkOut": to]), availability: availability,
            knowledge: EscapedText(""),
            now: ChatFixture.now)
    }

    @Test func unitsAreTheCalendarsUnlessTheHotelSaysMore() throws {
        #expect(try hotel().rooms.map(\.units) == [2, 4, 1])
        #expect(try hotel().rooms.map(\.calendars.count) == [2, 1, 0])
        #expect(Availability(unknownIn: try hotel()).rooms == ["a": .unknown, "b": .unknown])
    }

    @Test func unknownIsNeverFree() throws {
        let room = try #require(try hotel().rooms.first)
        func state(_ nights: Availability.Nights?, _ from: Int = 0, _ to: Int = 2) -> StayState {
            room.state(Self.first + from, Self.first + to, today: Self.first, Availability(rooms: nights.map { ["a": $0] } ?? [:]))
        }
        #expect(state(nil) == .free)
        #expect(state(.unknown) == .unknown)
        #expect(state(.known(taken: [Self.first + 1], through: Self.first + 9)) == .taken)
        #expect(state(.known(taken: [Self.first + 2], through: Self.first + 9)) == .free)
        #expect(state(.known(taken: [], through: Self.first + 1)) == .unknown)
        #expect(state(.known(taken: [], through: Self.first + 2)) == .free)
    }

    @Test func thePublicPartShowsNightsAndNeverAnAddress() throws {
        let facts = ServiceFacts(model: "m", demo: true, configured: false, version: "v", bookings: true)
        let availability = Availability(rooms: ["a": .unknown, "b": .known(taken: [Self.first], through: Self.first + 9)])
        let text = String(buffer: try hotel().publicJSON(service: facts, availability: availability, now: ChatFixture.now))
        let value = try JSONValue(parsing: Array(text.utf8))
        guard case .array(let rooms)? = value["rooms"] else { throw CancellationError() }
        #expect(rooms.map { $0["availability"]?.text } == ["unknown", nil, nil])
        #expect(rooms[1]["bookedDates"]?.json == #"["2026-12-01","2026-12-02"]"#)
        #expect(value["service"]?["bookings"] == .boolean(true))
        for word in ["s3cret", "calendar", "units"] { #expect(!text.contains(word)) }
    }

    /// B-21, B-32
    @Test func promptsOfferWhatIsFreeAndNothingElse() throws {
        let some = Availability(rooms: ["a": .unknown, "b": .known(taken: [], through: Self.first + 99)])
        let text = try facts(some).value("freeRooms").text
        #expect(text.contains("Cellar") && text.contains("should ask the hotel: Attic."))
        #expect(!text.contains("Balcony"))
        #expect(try facts(some, from: "2026-12-03", to: "2026-12-04").value("freeRooms").text.contains("Balcony"))
        let contact = try facts(some).value("hotel.contact").text
        #expect(contact.contains("mon 08:00-22:00; tue closed") && contact.contains("sat 09:00-12:00, 18:00-02:00"))
        #expect(!contact.contains("s3cret"))
    }

    /// B-31: the same bytes in front for every guest of a language.
    @Test func knowledgeStandsInFrontOfWhatDiffersBetweenGuests() throws {
        let bytes = Array("Know: {{hotel.knowledge}}. Now: {{freeRooms}} {{booking}}".utf8)
        let template = try PromptTemplate(bytes, file: "p.md")
        let facts = PromptFacts(
            hotel: try hotel(), context: ChatContext(), availability: Availability(), knowledge: EscapedText("The sauna is {{open}}."),
            now: ChatFixture.now)
        var writer = MessagesWriter()
        writer.begin("system")
        template.settled(by: facts).write(facts, mark: "m", to: &writer)
        writer.end()
        #expect(String(buffer: writer.json).contains("\"Know: The sauna is {{open}}.. Now: The guest has not"))
        for name in ["general", "room", "special"] {
            let text = String(decoding: try ChatFixture.file("prompts/\(name).md"), as: UTF8.self)
            let at = try #require(text.firstRange(of: "{{hotel.knowledge}}")).upperBound
            for changing in ["nextField", "freeRooms", "booking", "stage", "step", "requirements", "room}}", "today"] {
                #expect(!text[..<at].contains("{{" + changing), "\(name): \(changing)")
            }
        }
    }

    @Test(arguments: [
        #"{"hours":{"monday":["08:00-22:00"]}}"#, #"{"hours":{"mon":"08:00-22:00"}}"#, #"{"hours":{"mon":["8-22"]}}"#,
        #"{"hours":{"mon":["08:00-25:00"]}}"#, #"{"hours":{"mon":["08:00-08:00"]}}"#, #"{"hours":{"mon":["24:00-08:00"]}}"#,
        #"{"whatsapp":"call us"}"#, #"{"bookingUrl":"https://a.example/?x={price}"}"#,
    ])
    func wrongContactsAreNamed(contact: String) {
        #expect(throws: HotelError.self) { try hotel(#"{"name":"H","contact":\#(contact)}"#) }
    }

    @Test(arguments: [#""calendar":5"#, #""calendar":[""]"#, #""units":0"#, #""calendar":"a\nb""#])
    func wrongCalendarsAreNamedWithoutTheirAddress(member: String) {
        #expect(throws: HotelError.self) { try hotel(#"{"name":"H","rooms":[{"id":"a","name":"A","pricePerNight":1,\#(member)}]}"#) }
    }
}
