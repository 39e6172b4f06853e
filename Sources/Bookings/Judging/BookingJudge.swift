package import Chat
import CivilTime

/// Decides whether an offer still holds and what it costs, from the catalogue and the calendars alone (docs/widget.md §3.6). Pure.
package struct BookingJudge: Sendable {
    let hotel: Hotel
    let availability: Availability
    /// The hotel's day.
    let today: Int

    /// - Parameter now: Seconds since 1970.
    package init(hotel: Hotel, availability: Availability, now: Int64) {
        self.hotel = hotel
        self.availability = availability
        today = hotel.today(now)
    }

    /// - Parameter reference: See ``BookingReference``.
    /// - Throws: 409 `offer_unavailable` with `room`, `dates` or `guests` as `param`.
    package func booking(_ request: BookingRequest, reference: String) throws(BookingRefusal) -> Booking {
        guard let room = hotel.room(request.room) else { throw .unavailable("room", "There is no such room.") }
        guard let checkIn = CalendarDay.day(request.checkIn), let checkOut = CalendarDay.day(request.checkOut), checkIn < checkOut else {
            throw .unavailable("dates", "The dates are no stay: two days such as 2027-01-15 are expected, the arrival first.")
        }
        guard checkIn >= today else { throw .unavailable("dates", "The arrival is in the past.") }
        guard hotel.stayLength.contains(checkOut - checkIn) else {
            throw .unavailable(
                "dates", "A stay has from \(hotel.stayLength.lowerBound) to \(hotel.stayLength.upperBound) nights.")
        }
        switch room.state(checkIn, checkOut, today: today, availability) {
        case .free: break
        case .taken: throw .unavailable("dates", "The room is not free on these dates.")
        case .unknown:
            throw .unavailable("dates", "It is not known at the moment whether the room is free on these dates; please ask the hotel.")
        }
        guard (1...room.maxGuests).contains(request.guests) else {
            throw .unavailable("guests", "The room is for 1 to \(room.maxGuests) guests.")
        }
        let currency = Currency(code: hotel.currency)
        return Booking(
            id: request.id, reference: reference, hotel: hotel.name, roomID: room.id,
            roomName: hotel.text(room.name, hotel.defaultLanguage), checkIn: checkIn, checkOut: checkOut, guests: request.guests,
            prices: (checkIn..<checkOut).map { currency.minorUnits(room.price(on: $0)) }, currency: currency, notes: request.notes,
            guest: request.guest, language: request.language)
    }
}
