import Chat
import CivilTime
import FoundationEssentials

/// The message that tells the hotel of a request (RFC 5322). Header fields hold nothing of the guest but a checked address.
struct BookingMail {
    let entry: SpoolEntry
    /// A plain address.
    let recipient: String
    /// The hotel's own language.
    let language: String

    private var booking: Booking { entry.booking }

    /// The message with bare line feeds, as mail programs take it on their standard input.
    var bytes: [UInt8] {
        let texts = MailTexts.of(language)
        let body = body(texts)
        // What is ASCII goes as it is: people and filters like to read it.
        let isPlain = body.utf8.allSatisfy { $0 < 0x80 } && body.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 900 }
        let host = recipient.split(separator: "@").last.map(String.init) ?? "localhost"
        var fields = [
            "From: \(EncodedWord.phrase(booking.hotel)) <\(recipient)>", "To: <\(recipient)>",
            "Subject: \(EncodedWord.text("\(texts.subject) \(booking.reference)"))", "Date: \(UTCTime.mail(entry.acceptedAt))",
            "Message-ID: <booking-\(booking.id)@\(host)>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: \(isPlain ? "7bit" : "base64")", "Content-Language: \(language)", "Auto-Submitted: auto-generated",
        ]
        // An address beyond ASCII stands in the text alone.
        if MailAddress.isPlain(booking.guest.email) { fields.append("Reply-To: <\(booking.guest.email)>") }
        return Array((fields.joined(separator: "\n") + "\n\n" + (isPlain ? body.replacing("\r\n", with: "\n") : Self.base64(body))).utf8)
    }

    private func body(_ texts: MailTexts) -> String {
        let price = "\(booking.currency.text(booking.total)) \(booking.currency.code)"
        let rows = [
            (texts.reference, booking.reference), (texts.room, booking.roomName), (texts.arrival, CalendarDay.text(booking.checkIn)),
            (texts.departure, CalendarDay.text(booking.checkOut)), (texts.nights, String(booking.nights)),
            (texts.guests, String(booking.guests)), (texts.total, "\(price) (\(nights))"),
            (texts.wishes, booking.notes.joined(separator: "; ")), (texts.name, booking.guest.fullName),
            (texts.email, booking.guest.email), (texts.phone, booking.guest.phone), (texts.language, booking.language),
        ]
        return
            ([texts.intro.replacing("{hotel}", with: booking.hotel), ""]
            + rows.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1)" } + ["", texts.closing, ""]).joined(separator: "\r\n")
    }

    /// The prices of the nights, equal ones together: `2 x 120.00 + 1 x 155.00`.
    private var nights: String {
        var groups: [(price: Int, count: Int)] = []
        for price in booking.prices {
            if let last = groups.last, last.price == price {
                groups[groups.count - 1].count += 1
            } else {
                groups.append((price, 1))
            }
        }
        return groups.map { "\($0.count) x \(booking.currency.text($0.price))" }.joined(separator: " + ")
    }

    /// Base64 in lines of 76 characters (RFC 2045 §6.8).
    private static func base64(_ text: String) -> String {
        let encoded = Data(text.utf8).base64EncodedString()
        var lines: [Substring] = []
        var rest = encoded[...]
        while !rest.isEmpty {
            lines.append(rest.prefix(76))
            rest = rest.dropFirst(76)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
