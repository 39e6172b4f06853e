import Chat
import JSON
import Testing

@testable import Bookings

@Suite struct BookingJudgeTests {
    private func judged(
        _ body: [UInt8], _ availability: Availability = Availability(rooms: ["c": .known(taken: [], through: 30_000)]),
        currency: String = "EUR", price: String = "120"
    ) throws -> Booking {
        let hotel = try BookingFixture.hotel(currency: currency, price: price)
        return try BookingFixture.judge(hotel, availability).booking(try BookingRequest(body), reference: "K7QM-4RTX")
    }

    private func problem(_ body: [UInt8], _ availability: Availability = Availability()) throws -> String {
        do {
            _ = try judged(body, availability)
            return "taken"
        } catch let refusal as BookingRefusal {
            return "\(refusal.status) \(refusal.error.code ?? "-") \(refusal.error.param ?? "-")"
        }
    }

    /// B-03: the catalogue's prices, whatever the browser says.
    @Test func aStayIsPricedNightByNight() throws {
        let booking = try judged(BookingFixture.body(more: #","total":1,"nights":99,"price_per_night":0.01"#))
        #expect(booking.prices == [12000, 12000, 15550])
        let json = booking.json
        #expect(json["total"]?.json == "395.5")
        #expect(json["nights"]?.json == "3")
        #expect(json["price_per_night"]?.json.hasPrefix(#"[{"date":"2027-01-12","price":120},"#) == true)
        #expect(json["room"]?.json == #"{"id":"a","name":"Garden"}"#)
        #expect(json["language"]?.text == "de")
    }

    /// F-01
    @Test(arguments: [
        ("JPY", "12000", "36000", "36000"), ("KWD", "30.5", "91.5", "91.500"), ("EUR", "99.99", "299.97", "299.97"),
        ("HUF", "30000", "90000", "90000.00"),
        ("KRW", "150000", "450000", "450000"),
    ])
    func amountsHaveTheCurrencysDigits(currency: String, price: String, json: String, text: String) throws {
        let booking = try judged(BookingFixture.body(from: "2027-01-11", to: "2027-01-14"), currency: currency, price: price)
        #expect(booking.amount(booking.total).json == json)
        #expect(booking.currency.text(booking.total) == text)
    }

    /// B-10
    @Test(arguments: [
        (BookingFixture.body(room: "x"), "409 offer_unavailable room"),
        (BookingFixture.body(from: "2027-01-09"), "409 offer_unavailable dates"),
        (BookingFixture.body(from: "2027-01-15"), "409 offer_unavailable dates"),
        (BookingFixture.body(from: "soon"), "409 offer_unavailable dates"),
        (BookingFixture.body(from: "2027-02-30", to: "2027-03-02"), "409 offer_unavailable dates"),
        (BookingFixture.body(to: "2027-01-30"), "409 offer_unavailable dates"),
        (BookingFixture.body(to: "2027-01-21"), "409 offer_unavailable dates"),
        (BookingFixture.body(to: "2027-01-20"), "taken"), (BookingFixture.body(from: "2027-01-10"), "taken"),
        (BookingFixture.body(guests: "4"), "409 offer_unavailable guests"),
        (BookingFixture.body(guests: "0"), "409 offer_unavailable guests"),
        (BookingFixture.body(guests: "\"3\""), "taken"),
    ])
    func anOfferHoldsOrNot(body: [UInt8], expected: String) throws { #expect(try problem(body) == expected) }

    /// Unknown is never free.
    @Test func aCalendarDecides() throws {
        let body = BookingFixture.body(room: "c")
        let first = Int(BookingFixture.now / 86_400) + 2
        #expect(try problem(body, Availability(rooms: ["c": .unknown])) == "409 offer_unavailable dates")
        #expect(
            try problem(body, Availability(rooms: ["c": .known(taken: [first + 2], through: first + 99)])) == "409 offer_unavailable dates")
        #expect(try problem(body, Availability(rooms: ["c": .known(taken: [first + 3], through: first + 99)])) == "taken")
        #expect(try problem(body, Availability(rooms: ["c": .known(taken: [], through: first + 2)])) == "409 offer_unavailable dates")
    }

    @Test func theSpooledFormReadsBack() throws {
        let entry = try BookingFixture.entry()
        #expect(SpoolEntry(entry.bytes) == entry)
        #expect(SpoolEntry(Array("{}".utf8)) == nil)
        #expect(SpoolEntry(Array(entry.bytes.dropLast(9))) == nil)
    }

    @Test func aReferenceCanBeSaid() {
        for _ in 0..<200 {
            let reference = BookingReference.make()
            #expect(reference.count == 9)
            #expect(reference.allSatisfy { $0 == "-" || "BCDFGHJKMNPQRSTVWXYZ23456789".contains($0) })
        }
    }
}
