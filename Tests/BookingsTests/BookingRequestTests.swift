import Chat
import Testing

@testable import Bookings

@Suite struct BookingRequestTests {
    private func problem(_ body: [UInt8]) -> String {
        do {
            _ = try BookingRequest(body)
            return "taken"
        } catch {
            return "\(error.status) \(error.error.code ?? "-") \(error.error.param ?? "-")"
        }
    }

    /// B-07, B-10
    @Test(arguments: [
        (BookingFixture.body(), "taken"), (Array("{".utf8), "400 invalid_json -"), (Array("[]".utf8), "400 invalid_value id"),
        (BookingFixture.body(id: "1"), "400 invalid_value id"), (BookingFixture.body(id: "../../etc/passwd"), "400 invalid_value id"),
        (BookingFixture.body(consent: "false"), "400 consent_required consent"),
        (BookingFixture.body(consent: "\"true\""), "400 consent_required consent"),
        (BookingFixture.body(name: ""), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: "  "), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: #"Ada\r\nBcc: x@y.example"#), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: #"Ada\u0000"#), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: #"Ada\u2028x"#), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: #"Ada\u0085x"#), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: String(repeating: "x", count: 201)), "400 invalid_value guest.fullName"),
        (BookingFixture.body(name: String(repeating: "я", count: 200)), "taken"),
        (BookingFixture.body(email: #"ada@example.com\nBcc: x@y.example"#), "400 invalid_value guest.email"),
        (BookingFixture.body(email: "ada"), "400 invalid_value guest.email"),
        (BookingFixture.body(email: "a@b,c@d"), "400 invalid_value guest.email"),
        (BookingFixture.body(email: "a@b>,<c"), "400 invalid_value guest.email"),
        (BookingFixture.body(email: ""), "400 invalid_value guest.email"),
        (BookingFixture.body(email: "o'brien@example.com"), "taken"), (BookingFixture.body(email: "ада@пошта.укр"), "taken"),
        (BookingFixture.body(email: "", phone: "+380 48 555 01 00"), "taken"),
        (BookingFixture.body(email: "", phone: "12"), "400 invalid_value guest.phone"),
        (BookingFixture.body(notes: #"["a\rb"]"#), "400 invalid_value offer.special_notes[0]"),
        (BookingFixture.body(notes: #""a""#), "400 invalid_type offer.special_notes"), (BookingFixture.body(notes: "null"), "taken"),
        (BookingFixture.body(notes: "[\"\(String(repeating: "x", count: 501))\"]"), "400 invalid_value offer.special_notes[0]"),
        (BookingFixture.body(guests: "1.5"), "400 invalid_type offer.guests"),
        (BookingFixture.body(guests: "null"), "400 invalid_value offer.guests"),
    ])
    func aBodyIsTakenOrNamed(body: [UInt8], expected: String) { #expect(problem(body) == expected) }

    @Test func theSameRequestHasTheSameDigestHoweverItIsWritten() throws {
        let one = try BookingRequest(BookingFixture.body())
        #expect(try BookingRequest(BookingFixture.body(name: " Ada Lovelace ", more: #","x":1"#)).digest == one.digest)
        #expect(try BookingRequest(BookingFixture.body(name: "Ada")).digest != one.digest)
        #expect(try BookingRequest(BookingFixture.body(id: BookingFixture.id.uppercased())).id == one.id)
    }
}
