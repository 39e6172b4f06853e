/// What calendars say about the hotel's rooms (docs/reception.md §2): which nights are taken, or that nothing is known. Unknown is never free.
package struct Availability: Sendable, Equatable {
    /// What is known of one kind of room.
    package enum Nights: Sendable, Equatable {
        /// The nights that are taken, as days since 1970-01-01, and the first day that the calendars were not read for.
        case known(taken: Set<Int>, through: Int)
        /// Never read, or not for too long.
        case unknown
    }

    /// Rooms that have a calendar, by id; the others are judged by `bookedDates` alone.
    package var rooms: [String: Nights]

    /// Of a hotel without calendars.
    package init(rooms: [String: Nights] = [:]) { self.rooms = rooms }

    /// Of a hotel whose calendars were not read yet.
    package init(unknownIn hotel: Hotel) {
        rooms = Dictionary(hotel.rooms.filter { !$0.calendars.isEmpty }.map { ($0.id, .unknown) }) { first, _ in first }
    }
}

/// Whether a stay is possible, as far as nights go.
package enum StayState: Sendable, Equatable { case free, taken, unknown }

extension Hotel.Room {
    /// Whether every night from `checkIn` to the one before `checkOut` is free, by `bookedDates` and calendars together.
    package func state(_ checkIn: Int, _ checkOut: Int, today: Int, _ availability: Availability) -> StayState {
        let nights = checkIn..<max(checkIn, checkOut)
        if booked.contains(where: { nights.contains($0.day(today: today)) }) { return .taken }
        switch availability.rooms[id] {
        case nil: return .free
        case .unknown: return .unknown
        case .known(let taken, let through):
            if nights.contains(where: { taken.contains($0) }) { return .taken }
            return nights.upperBound <= through ? .free : .unknown
        }
    }
}
