import Chat
import CivilTime
import FoundationEssentials
import Logging
import NIOPosix

@testable import Bookings

/// A hotel, a request and a folder of their own for each test.
enum BookingFixture {
    /// 2027-01-10, noon in UTC.
    static let now = Int64(CalendarDay.number(2027, 1, 10)) * 86_400 + 43_200
    static let id = "3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b"

    static func hotel(currency: String = "EUR", price: String = "120", language: String = "en") throws -> Hotel {
        let text = """
            {"name":"Hotel Aurora","currency":"\(currency)","defaultLanguage":"\(language)","timeZone":"UTC",
             "contact":{"email":"stay@aurora.example"},"policies":{"minNights":1,"maxNights":10},
             "rooms":[{"id":"a","name":{"en":"Garden","de":"Garten"},"pricePerNight":\(price),"maxGuests":3,
                       "rates":[{"from":"2027-01-14","to":"2027-02-01","pricePerNight":155.5}],"bookedDates":["2027-01-20"]},
                      {"id":"c","name":"Calendar","pricePerNight":80,"calendar":"rooms.ics"}]}
            """
        return try Hotel.parse(Array(text.utf8), file: "hotel.json")
    }

    static func body(
        id: String = id, room: String = "a", from: String = "2027-01-12", to: String = "2027-01-15", guests: String = "2",
        name: String = "Ada Lovelace", email: String = "ada@example.com", phone: String = "", notes: String = "[\"vegan breakfast\"]",
        consent: String = "true", more: String = ""
    ) -> [UInt8] {
        Array(
            """
            {"id":"\(id)","offer":{"room_id":"\(room)","check_in":"\(from)","check_out":"\(to)","guests":\(guests),"special_notes":\(notes)},
             "guest":{"fullName":"\(name)","email":"\(email)","phone":"\(phone)"},"language":"de","consent":\(consent)\(more)}
            """.utf8)
    }

    static func judge(_ hotel: Hotel, _ availability: Availability = Availability()) -> BookingJudge {
        BookingJudge(hotel: hotel, availability: availability, now: now)
    }

    static func entry(id: String = id, language: String = "en") throws -> SpoolEntry {
        let request = try BookingRequest(body(id: id))
        let booking = try judge(try hotel(language: language)).booking(request, reference: "K7QM-4RTX")
        return SpoolEntry(booking: booking, digest: request.digest, acceptedAt: now)
    }

    /// A folder that does not exist yet.
    static func folder() -> String { "\(FileManager.default.temporaryDirectory.path)/spool-\(UInt64.random(in: .min ... .max))" }

    /// Another id.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "3f2b8c1e-0d4a-4f6b-9a57-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static let silence = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}
