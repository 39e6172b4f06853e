/// Puts one answer of the demo model together.
struct DemoReply {
    let facts: DemoFacts
    let voice: DemoVoice
    let assistant: Assistant
    let isFirst: Bool

    var text: String { (isFirst ? voice.introduction : "") + body }

    private var body: String {
        let intent = DemoIntent.of(facts.question)
        if assistant == .special || intent == .special { return special }
        if assistant == .room || [.rooms, .price].contains(intent), let room = facts.room { return self.room(room) }
        switch intent {
        case .availability, .rooms: return facts.dates.map(freeRooms) ?? allRooms
        case .price: return cheapest + allRooms
        case .breakfast, .parking, .wifi, .pets, .children, .cancellation, .payment, .smoking:
            return facts.policy(String(describing: intent)) ?? fill(voice.unknown)
        case .checkIn: return fill(voice.checkIn)
        case .way: return (facts.hotel.contact["address"] == nil ? "" : fill(voice.way)) + fill(voice.contact)
        case .contact: return fill(voice.contact)
        case .thanks: return fill(voice.thanks)
        case .greeting: return fill(voice.greeting)
        case .special, .other: return fill(voice.other)
        }
    }

    private var allRooms: String {
        voice.rooms + facts.hotel.rooms.map { fill(voice.roomLine, $0) }.joined(separator: "\n") + voice.chooseDates
    }

    private var cheapest: String { facts.hotel.rooms.min { $0.price < $1.price }.map { fill(voice.price, $0) + "\n\n" } ?? "" }

    private func room(_ room: Hotel.Room) -> String { fill(voice.room, room) + (facts.dates == nil ? voice.chooseDates : "") }

    private func freeRooms(_ dates: (from: Int, to: Int)) -> String {
        let free = facts.free(dates.from, dates.to)
        guard !free.isEmpty else { return dated(fill(voice.nothingFree), dates) }
        return dated(voice.free, dates)
            + free.map { fill(voice.freeLine, $0).replacing("{total}", with: facts.money($0.total(dates.from, dates.to))) }.joined(
                separator: "\n")
    }

    /// A suggestion with its block, once the dates are known.
    private var special: String {
        guard let dates = facts.dates else { return voice.special }
        let suitable = facts.free(dates.from, dates.to).filter { $0.maxGuests >= facts.guests }
        guard let room = suitable.first(where: { $0.id == facts.context.room }) ?? suitable.max(by: { $0.price < $1.price }) else {
            return dated(voice.specialNothing, dates)
        }
        let nights = dates.to - dates.from
        let total = room.total(dates.from, dates.to)
        return """
            \(voice.specialOffer)

            [OFFER_DATA]
            room_name: \(facts.name(room))
            room_price: \(JSONValue.decimal(total / Double(nights)).json)
            check_in: \(DayText.text(dates.from))
            check_out: \(DayText.text(dates.to))
            guests: \(facts.guests)
            total_nights: \(nights)
            total_price: \(JSONValue.decimal(total).json)
            special_notes: \(voice.notes.joined(separator: "|"))
            [/OFFER_DATA]
            """
    }

    private func dated(_ text: String, _ dates: (from: Int, to: Int)) -> String {
        text.replacing("{from}", with: DayText.text(dates.from)).replacing("{to}", with: DayText.text(dates.to))
    }

    private func fill(_ text: String, _ room: Hotel.Room? = nil) -> String {
        let hotel = facts.hotel
        let contact = ["phone", "email"].compactMap { hotel.contact[$0] }.joined(separator: ", ")
        var result = text.replacing("{hotel}", with: hotel.name).replacing("{contact}", with: contact).replacing(
            "{address}", with: hotel.contact["address"] ?? ""
        )
        .replacing("{checkIn}", with: facts.policy("checkIn") ?? "15:00").replacing("{checkOut}", with: facts.policy("checkOut") ?? "11:00")
        if let room {
            result = result.replacing("{room}", with: facts.name(room)).replacing(
                "{area}", with: room.area.map { JSONValue.decimal($0).json } ?? "–"
            )
            .replacing("{guests}", with: String(room.maxGuests)).replacing(
                "{price}", with: facts.money(room.price(on: facts.dates?.from ?? facts.today))
            )
            .replacing("{text}", with: hotel.text(room.description, facts.language))
        }
        return result
    }
}
