import Chat
import CivilTime

/// A stay with special wishes: asks for what is missing, then suggests a room with its block (docs/widget.md §2.4).
struct DemoSpecial {
    let facts: DemoFacts
    let voice: DemoVoice
    let fill: (String, Hotel.Room?) -> String

    /// Guests reckoned with where nobody said how many.
    static let usualGuests = 2
    /// Most notes of a block.
    private static let mostNotes = 6

    var answer: (prose: String, block: String?) {
        guard let stay = facts.stay else { return (say(facts.guests == nil ? voice.special : voice.specialDates), nil) }
        guard let dates = facts.dates else { return (say(stay.to == nil ? voice.specialDeparture : voice.special), nil) }
        if let refusal = stayLength(dates) { return (refusal, nil) }
        guard facts.hasWishes else { return (say(voice.specialWishes), nil) }
        guard let room = room(dates) else { return (say(voice.specialNothing), nil) }
        let assumed = facts.guests == nil && room.maxGuests >= Self.usualGuests ? " " + fill(voice.assumedGuests, nil) : ""
        return (say(voice.specialOffer) + assumed, Self.block(facts, room, dates, notes: notes))
    }

    /// What to say where the hotel takes no stay of this length.
    func stayLength(_ dates: (from: Int, to: Int)) -> String? {
        let least = facts.policy("minNights").flatMap { Int($0) } ?? 1
        let most = facts.policy("maxNights").flatMap { Int($0) } ?? DemoFacts.longestStay
        guard !(least...max(least, most)).contains(dates.to - dates.from) else { return nil }
        return say(voice.stayLength).replacing("{min}", with: voice.nights(least)).replacing("{max}", with: voice.nights(most))
    }

    /// The room that the guest looks at or names, else the best of the smallest that are free and large enough.
    private func room(_ dates: (from: Int, to: Int)) -> Hotel.Room? { Self.room(facts, dates) }

    static func room(_ facts: DemoFacts, _ dates: (from: Int, to: Int)) -> Hotel.Room? {
        let suitable = facts.free(dates.from, dates.to).filter { $0.maxGuests >= facts.guests ?? usualGuests }
        let wanted = [facts.namedRoom?.id, facts.context.room, facts.context.booking["selectedRoom"]]
        func rank(_ room: Hotel.Room) -> (Int, Int, Double) {
            (facts.wantedAmenities.subtracting(room.amenities).count, room.maxGuests, -room.total(dates.from, dates.to))
        }
        return wanted.compactMap { id in suitable.first { $0.id == id } }.first ?? suitable.min { rank($0) < rank($1) }
    }

    static func block(_ facts: DemoFacts, _ room: Hotel.Room, _ dates: (from: Int, to: Int), notes: [String]) -> String {
        let nights = dates.to - dates.from
        let total = room.total(dates.from, dates.to)
        return """
            [OFFER_DATA]
            room_name: \(facts.name(room))
            room_price: \(DemoFacts.number(total / Double(nights)))
            check_in: \(CalendarDay.text(dates.from))
            check_out: \(CalendarDay.text(dates.to))
            guests: \(facts.guests ?? usualGuests)
            total_nights: \(nights)
            total_price: \(DemoFacts.number(total))
            special_notes: \(notes.joined(separator: "|"))
            [/OFFER_DATA]
            """
    }

    private var notes: [String] {
        let notes = Self.notes(facts.context.requirements)
        return notes.isEmpty ? [voice.note] : notes
    }

    /// The wishes' labels, without a character that means something in a block.
    static func notes(_ requirements: [String]) -> [String] {
        var notes: [String] = []
        for requirement in requirements {
            let label = requirement.prefix { !$0.isNewline && $0 != ":" }.filter { !"|[]".contains($0) }
            if !label.isEmpty, !notes.contains(label), notes.count < mostNotes { notes.append(label) }
        }
        return notes
    }

    private func say(_ wordings: [String]) -> String { fill(facts.one(of: wordings), nil) }
}
