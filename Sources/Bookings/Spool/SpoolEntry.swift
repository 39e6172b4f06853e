import Chat
import JSON
package import NIOCore

/// A request as the spool holds it: written once, when it is taken.
package struct SpoolEntry: Sendable, Equatable {
    /// What is to be delivered.
    package let booking: Booking
    /// ``BookingRequest/digest``.
    let digest: String
    /// Seconds since 1970.
    package let acceptedAt: Int64

    private static let version = 1

    var bytes: [UInt8] {
        Array(
            JSONValue.members([
                "version": .integer(Self.version), "acceptedAt": .integer(Int(acceptedAt)), "digest": .string(digest),
                "data": booking.json,
            ]).json.utf8)
    }

    init(booking: Booking, digest: String, acceptedAt: Int64) {
        self.booking = booking
        self.digest = digest
        self.acceptedAt = acceptedAt
    }

    /// - Returns: nil for bytes that are no request of ours.
    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), value["version"]?.integer == Self.version,
            let acceptedAt = value["acceptedAt"]?.integer, let digest = value["digest"]?.text, let data = value["data"],
            let booking = Booking(data)
        else { return nil }
        self.init(booking: booking, digest: digest, acceptedAt: Int64(acceptedAt))
    }
}

/// What is kept of a request that every sink has taken, so that the same id is answered again and not delivered again: no guest data.
struct DeliveredMark: Sendable, Equatable {
    let digest: String
    let answer: BookingReceipt

    var bytes: [UInt8] {
        Array(JSONValue.members(["digest": .string(digest), "answer": answer.json]).json.utf8)
    }

    init(digest: String, answer: BookingReceipt) {
        self.digest = digest
        self.answer = answer
    }

    init?(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), let digest = value["digest"]?.text,
            let answer = value["answer"].flatMap(BookingReceipt.init)
        else { return nil }
        self.init(digest: digest, answer: answer)
    }
}

/// What the guest's browser gets with 202.
package struct BookingReceipt: Sendable, Equatable {
    /// `{"id", "reference", "total", "currency"}`.
    package var bytes: ByteBuffer { json.bytes }
    let json: JSONValue

    init(_ booking: Booking) {
        json = .members([
            "id": .string(booking.id), "reference": .string(booking.reference), "total": booking.amount(booking.total),
            "currency": .string(booking.currency.code),
        ])
    }

    init?(_ json: JSONValue) {
        guard json["reference"]?.text != nil else { return nil }
        self.json = json
    }
}
