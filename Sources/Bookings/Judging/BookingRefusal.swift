package import Chat

/// A booking request that is not taken, with the answer it gets.
package struct BookingRefusal: Error, Sendable, Equatable {
    /// 400, 409 or 503.
    package var status: Int
    /// What the guest's browser is told.
    package var error: ErrorObject

    /// A field that is wrong by itself.
    static func invalid(_ param: String, _ reason: String, code: String = "invalid_value") -> BookingRefusal {
        BookingRefusal(
            status: 400,
            error: ErrorObject(message: "\(param) \(reason).", type: "invalid_request_error", param: param, code: code))
    }

    /// An offer that does not hold; `param` is `room`, `dates` or `guests`.
    static func unavailable(_ param: String, _ message: String) -> BookingRefusal {
        BookingRefusal(
            status: 409, error: ErrorObject(message: message, type: "invalid_request_error", param: param, code: "offer_unavailable"))
    }

    /// Another request goes by the same id.
    static let idTaken = BookingRefusal(
        status: 409,
        error: ErrorObject(message: "Another request has this id.", type: "invalid_request_error", param: "id", code: "id_taken"))

    /// The request could not be kept safe, so it was not taken.
    static let notKept = BookingRefusal(
        status: 503,
        error: ErrorObject(
            message: "The request could not be kept here. Nothing was sent to the hotel.", type: "server_error",
            code: "bookings_unavailable"))
}
