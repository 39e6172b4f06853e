import Chat
import CivilTime
import JSON

/// A request that was taken, priced by the server: what a sink gets.
package struct Booking: Sendable, Equatable {
    /// The widget's UUID, in lower case.
    package let id: String
    /// Short and sayable, the guest's and the hotel's word for it.
    package let reference: String
    let hotel: String
    let roomID: String
    let roomName: String
    /// Days since 1970-01-01.
    let checkIn: Int
    let checkOut: Int
    let guests: Int
    /// The price of each night in the smallest unit of the currency.
    let prices: [Int]
    let currency: Currency
    let notes: [String]
    let guest: BookingRequest.Guest
    let language: String

    var nights: Int { prices.count }
    var total: Int { prices.reduce(0, +) }

    /// An amount as a JSON number with no more digits than it needs.
    func amount(_ minorUnits: Int) -> JSONValue {
        let text = currency.text(minorUnits)
        guard text.contains(".") else { return .integer(minorUnits) }
        let shown = String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
        return .number(text: shown, value: Double(shown) ?? 0)
    }

    /// `data` of the webhook's body.
    var json: JSONValue {
        .members([
            "id": .string(id), "reference": .string(reference), "hotel": .string(hotel),
            "room": .members(["id": .string(roomID), "name": .string(roomName)]), "check_in": .string(CalendarDay.text(checkIn)),
            "check_out": .string(CalendarDay.text(checkOut)), "nights": .integer(nights), "guests": .integer(guests),
            "price_per_night": .array(
                prices.enumerated().map { index, price in
                    .members(["date": .string(CalendarDay.text(checkIn + index)), "price": amount(price)])
                }),
            "total": amount(total), "currency": .string(currency.code), "special_notes": .array(notes.map { .string($0) }),
            "guest": .members([
                "fullName": .string(guest.fullName), "email": .string(guest.email), "phone": .string(guest.phone),
            ]),
            "language": .string(language),
        ])
    }

    /// Reads what ``json`` wrote.
    /// - Returns: nil where anything is missing: the file was not ours, or somebody changed it.
    init?(_ json: JSONValue) {
        func text(_ path: String...) -> String? { path.reduce(Optional(json)) { $0?[$1] }?.text }
        guard let id = text("id"), let reference = text("reference"), let hotel = text("hotel"), let roomID = text("room", "id"),
            let roomName = text("room", "name"), let checkIn = text("check_in").flatMap(CalendarDay.day),
            let checkOut = text("check_out").flatMap(CalendarDay.day), let guests = json["guests"]?.integer,
            let currency = text("currency"), let fullName = text("guest", "fullName"), let email = text("guest", "email"),
            let phone = text("guest", "phone"), let language = text("language"), case .array(let prices)? = json["price_per_night"],
            case .array(let notes)? = json["special_notes"]
        else { return nil }
        let known = Currency(code: currency)
        let amounts = prices.compactMap { price -> Int? in
            guard case .number(_, let value)? = price["price"], value >= 0, value < 1e12 else { return nil }
            return known.minorUnits(value)
        }
        guard amounts.count == prices.count, amounts.count == checkOut - checkIn else { return nil }
        self.init(
            id: id, reference: reference, hotel: hotel, roomID: roomID, roomName: roomName, checkIn: checkIn, checkOut: checkOut,
            guests: guests, prices: amounts, currency: known, notes: notes.compactMap(\.text),
            guest: .init(fullName: fullName, email: email, phone: phone), language: language)
    }

    init(
        id: String, reference: String, hotel: String, roomID: String, roomName: String, checkIn: Int, checkOut: Int, guests: Int,
        prices: [Int], currency: Currency, notes: [String], guest: BookingRequest.Guest, language: String
    ) {
        self.id = id
        self.reference = reference
        self.hotel = hotel
        self.roomID = roomID
        self.roomName = roomName
        self.checkIn = checkIn
        self.checkOut = checkOut
        self.guests = guests
        self.prices = prices
        self.currency = currency
        self.notes = notes
        self.guest = guest
        self.language = language
    }
}
