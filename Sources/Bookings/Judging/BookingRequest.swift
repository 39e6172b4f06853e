import Chat
import Crypto
import JSON

/// A guest's request to book (`POST /api/bookings`) after each field was checked. Prices, nights and totals of the browser are not read.
package struct BookingRequest: Sendable, Equatable {
    /// The widget's UUID, in lower case.
    package let id: String
    /// A room's id, which need not exist.
    package let room: String
    /// As they came: whether they are days at all is the judgement's to say.
    let checkIn: String
    let checkOut: String
    let guests: Int
    let notes: [String]
    let guest: Guest
    /// The chat's language, a code such as `de`; empty where it was not sent.
    let language: String

    /// Who asks; one of `email` and `phone` is not empty.
    struct Guest: Sendable, Equatable {
        var fullName: String
        var email: String
        var phone: String
    }

    /// Largest body, in bytes.
    package static let bodyLimit = 16_384

    /// Reads the body.
    /// - Throws: 400 with the field's path in `param`.
    package init(_ body: [UInt8]) throws(BookingRefusal) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw BookingRefusal(
                status: 400,
                error: ErrorObject(
                    message: "The body is not valid JSON: \(error.reason), at byte \(error.position).", type: "invalid_request_error",
                    code: "invalid_json"))
        }
        let fields = BookingFields(value)
        id = try Self.uuid(fields.text("id", 1...64))
        guard value["consent"] == .boolean(true) else {
            throw .invalid("consent", "has to be true: the guest agrees that these data go to the hotel", code: "consent_required")
        }
        room = try fields.text("offer.room_id", 1...200)
        checkIn = try fields.text("offer.check_in", 1...32)
        checkOut = try fields.text("offer.check_out", 1...32)
        guests = try fields.number("offer.guests")
        notes = try fields.notes("offer.special_notes")
        guest = Guest(
            fullName: try fields.text("guest.fullName", 1...200), email: try fields.text("guest.email", 0...254),
            phone: try fields.text("guest.phone", 0...60))
        language = try fields.text("language", 0...20)
        try checkGuest()
    }

    private func checkGuest() throws(BookingRefusal) {
        guard !guest.email.isEmpty || !guest.phone.isEmpty else {
            throw .invalid("guest.email", "is missing, and so is guest.phone: one of them is needed")
        }
        if !guest.email.isEmpty, !MailAddress.isAddress(guest.email) {
            throw .invalid("guest.email", "is no e-mail address such as name@example.com")
        }
        if !guest.phone.isEmpty, guest.phone.count(where: \.isWholeNumber) < 5 {
            throw .invalid("guest.phone", "is no phone number: it has fewer than five digits")
        }
    }

    private static func uuid(_ text: String) throws(BookingRefusal) -> String {
        let lower = text.lowercased()
        guard isID(lower) else { throw .invalid("id", "is no UUID such as 3f2b8c1e-0d4a-4f6b-9a57-1c2d3e4f5a6b") }
        return lower
    }

    /// Whether a text is a UUID in lower case (RFC 9562 §4), which also makes it a safe file name.
    package static func isID(_ text: some StringProtocol) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } }
    }

    /// What tells whether two bodies under one id are the same request: SHA-256 of all that was read, in hexadecimal.
    var digest: String {
        let texts = [room, checkIn, checkOut, String(guests), guest.fullName, guest.email, guest.phone, language] + notes
        let bytes = Array(JSONValue.array(texts.map { .string($0) }).json.utf8)
        return SHA256.hash(data: bytes).map { byte in
            let hex = String(byte, radix: 16)
            return hex.count == 1 ? "0" + hex : hex
        }.joined()
    }
}
