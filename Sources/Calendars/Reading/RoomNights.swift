import Chat

/// Puts the calendars of one kind of room together. Pure.
enum RoomNights {
    /// A night is taken when as many rooms are as there are of the kind.
    ///
    /// - Parameters:
    ///   - readings: One for each calendar; nil where nothing is known of it, and then nothing is known of the room.
    ///   - units: How many rooms of the kind there are.
    static func of(_ readings: [CalendarBook.Entry.Reading?], units: Int) -> Availability.Nights {
        let known = readings.compactMap(\.self)
        guard known.count == readings.count, let through = known.map(\.through).min() else { return .unknown }
        // A calendar for each room: two entries of one night in it (a platform's and its block) take one room.
        let isOneEach = readings.count >= units
        var counts: [Int: Int] = [:]
        for reading in known {
            for (night, count) in reading.nights.counts { counts[night, default: 0] += isOneEach ? 1 : count }
        }
        return .known(taken: Set(counts.filter { $0.value >= units }.keys), through: through)
    }
}
