import Chat
import CivilTime
import JSON

/// What the demo model knows for one question.
struct DemoFacts {
    let hotel: Hotel
    let context: ChatContext
    let question: String
    /// What the guest wrote before.
    let earlier: [String]
    /// Days since 1970-01-01.
    let today: Int
    let language: String
    /// What the calendars say; a room of which nothing is known is not offered.
    let availability: Availability

    /// Longest stay that is looked at, in days.
    static let longestStay = 365

    /// The arrival and, where it is known, the departure: from the question, else from what the page collected.
    var stay: (from: Int, to: Int?)? {
        let said = DemoDates(in: question, today: today)
        let collected = context.booking["checkIn"].flatMap(CalendarDay.day)
        let departure = context.booking["checkOut"].flatMap(CalendarDay.day)
        guard let from = said.from ?? collected, from >= today else { return nil }
        if let collected, departure == nil, said.to == nil, from > collected, collected >= today { return (collected, from) }
        let to = said.to ?? said.nights.map { from + $0 } ?? departure
        return (from, to.flatMap { $0 > from && $0 - from <= Self.longestStay ? $0 : nil })
    }

    var dates: (from: Int, to: Int)? { stay.flatMap { stay in stay.to.map { (stay.from, $0) } } }

    /// Whether the question itself names a day.
    var namesDates: Bool { DemoDates(in: question, today: today).from != nil }

    var guests: Int? { DemoGuests.count(in: question) ?? context.booking["guests"].flatMap { Int($0) } }

    /// Whether the guest has said what would make the stay special.
    var hasWishes: Bool {
        !context.requirements.isEmpty
            || (earlier + [question]).contains { !Set(DemoIntent.all(in: $0)).isDisjoint(with: [.special, .pets, .children]) }
            || !earlier.isEmpty && !namesDates && DemoIntent.all(in: question).isEmpty
    }

    /// What the room of the guest's wishes should have, by the names of `amenities`.
    var wantedAmenities: Set<String> {
        let intents = Set((earlier + [question] + context.requirements).flatMap(DemoIntent.all))
        return Set([(DemoIntent.pets, "pet"), (.children, "children")].filter { intents.contains($0.0) }.map(\.1))
    }

    /// The room that the question names by a word that no other room's name has.
    var namedRoom: Hotel.Room? {
        let words = DemoWords.of(question)
        let counts = hotel.rooms.map { room in (room: room, count: marks(of: room).count { mark in words.contains { $0.hasPrefix(mark) } })
        }
        guard let best = counts.max(by: { $0.count < $1.count }), best.count > 0, counts.count(where: { $0.count == best.count }) == 1
        else { return nil }
        return best.room
    }

    /// The room in the page's context.
    var shownRoom: Hotel.Room? { hotel.room(context.room) }

    func name(_ room: Hotel.Room) -> String { hotel.text(room.name, language) }
    func money(_ amount: Double) -> String { "\(Self.number(amount)) \(hotel.currency)" }
    func policy(_ key: String) -> String? { hotel.policies.first { $0.key == key }.map { hotel.text($0.text, language) } }
    func free(_ from: Int, _ to: Int) -> [Hotel.Room] { hotel.rooms.filter { isFree($0, from, to) } }
    func isFree(_ room: Hotel.Room, _ from: Int, _ to: Int) -> Bool { room.state(from, to, today: today, availability) == .free }

    /// At most two decimals.
    static func number(_ number: Double) -> String { JSONValue.decimal((number * 100).rounded() / 100).json }

    /// One of several wordings, always the same for a question (FNV-1a).
    func one(of wordings: [String]) -> String {
        let hash = question.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return wordings.isEmpty ? "" : wordings[Int((hash >> 32) % UInt64(wordings.count))]
    }

    /// Beginnings of the words that only this room's name has, in any language; the hotel's own name is none.
    private func marks(of room: Hotel.Room) -> Set<Substring> {
        let others =
            hotel.rooms.filter { $0.id != room.id }.flatMap { $0.name.values } + [hotel.name]
            + hotel.name.split(separator: " ").map(String.init)
        let taken = Set(others.flatMap(Self.stems))
        return Set(room.name.values.flatMap(Self.stems)).subtracting(taken)
    }

    private static func stems(_ name: String) -> [Substring] {
        DemoWords.of(name).filter { $0.count > 3 }.map { $0.prefix(max(4, $0.count - 2)) }
    }
}
