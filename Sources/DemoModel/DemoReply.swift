import Chat

/// Puts one answer of the demo model together.
struct DemoReply {
    let facts: DemoFacts
    let voice: DemoVoice
    let assistant: Assistant
    let isFirst: Bool

    /// Most house rules in one answer.
    private static let mostTopics = 3

    var text: String {
        let (prose, block) = answer
        let polished = DemoTypography.polished((isFirst ? voice.introduction : "") + prose, currency: facts.hotel.currency)
        return polished + (block.map { "\n\n" + $0 } ?? "")
    }

    private var answer: (prose: String, block: String?) {
        let intents = DemoIntent.all(in: facts.question)
        let topics = intents.compactMap(topic).prefix(Self.mostTopics)
        let isAside = assistant == .special && facts.dates != nil && facts.question.contains("?") && !topics.isEmpty
        if intents.first == .special || assistant == .special && intents != [.thanks] && !isAside {
            let special = DemoSpecial(facts: facts, voice: voice, fill: fill).answer
            return (join(topics + [special.prose]), special.block)
        }
        let isAboutRooms =
            !Set(intents).isDisjoint(with: [.availability, .price, .rooms]) || intents.isEmpty && facts.question.contains(where: \.isNumber)
        if facts.namesDates, isAboutRooms { return (join(topics + [stay(intents)]), nil) }
        if !topics.isEmpty { return (join(topics + [say(voice.closing)]), nil) }
        return (plain(intents), nil)
    }

    /// An answer on one thing that is no house rule.
    private func plain(_ intents: [DemoIntent]) -> String {
        switch intents.first {
        case .contact: contact.isEmpty ? say(voice.unknown) : say(voice.contact)
        case .thanks: say(voice.thanks)
        case .greeting: say(voice.greeting)
        case .availability, .price, .rooms: stay(intents)
        default: assistant == .room && facts.shownRoom != nil ? stay(intents) : say(voice.other)
        }
    }

    /// A house rule under its head, where the question is about one.
    private func topic(_ intent: DemoIntent) -> String? {
        guard let head = voice.topics[intent] else { return nil }
        let text: String? =
            switch intent {
            case .checkIn: facts.policy("checkIn") == nil || facts.policy("checkOut") == nil ? nil : say(voice.checkIn)
            case .way: facts.hotel.contact["address"] == nil ? nil : say(voice.way)
            default: facts.policy(String(describing: intent))
            }
        return "**\(head).** \(text ?? say(voice.unknown))"
    }

    // MARK: Rooms

    /// One room or all of them, on the guest's dates where they are known.
    private func stay(_ intents: [DemoIntent]) -> String {
        let isAboutOne = assistant == .room || !intents.contains(.rooms)
        let room = facts.namedRoom ?? (isAboutOne ? facts.shownRoom : nil)
        if let dates = facts.dates { return stay(dates, room) }
        if let room { return join([fill(one(voice.room), room), askDates]) }
        if intents.first == .availability || intents.isEmpty { return join([say(voice.lookUp), askDates]).replacing("\n\n", with: " ") }
        let cheapest = intents.contains(.price) ? facts.hotel.rooms.min { tonight($0) < tonight($1) } : nil
        let lines = facts.hotel.rooms.map { fill(voice.roomLine, $0) }.joined(separator: "\n")
        return join([cheapest.map { fill(one(voice.price), $0) }, say(voice.rooms), lines, askDates])
    }

    private func stay(_ dates: (from: Int, to: Int), _ room: Hotel.Room?) -> String {
        if let refusal = DemoSpecial(facts: facts, voice: voice, fill: fill).stayLength(dates) { return refusal }
        guard let room else { return freeRooms(dates) }
        guard facts.isFree(room, dates.from, dates.to) else {
            return join([fill(one(voice.roomTaken), room), freeRooms(dates)])
        }
        return join([fill(one(voice.roomFree), room), voice.confirms])
    }

    private func freeRooms(_ dates: (from: Int, to: Int)) -> String {
        let free = facts.free(dates.from, dates.to)
        let suitable = free.filter { $0.maxGuests >= facts.guests ?? 1 }
        guard !free.isEmpty else { return say(voice.nothingFree) }
        let lines = (suitable.isEmpty ? free : suitable).map { fill(voice.freeLine, $0, isWholeStay: true) }
        return join([say(voice.free), lines.joined(separator: "\n"), say(voice.choose)])
    }

    private var askDates: String { facts.stay == nil ? say(voice.askDates) : say(voice.askDeparture) }

    private func tonight(_ room: Hotel.Room) -> Double { room.price(on: facts.stay?.from ?? facts.today) }

    // MARK: Texts

    private var contact: String { ["phone", "email"].compactMap { facts.hotel.contact[$0] }.joined(separator: ", ") }

    private func join(_ parts: some Sequence<String?>) -> String { parts.compactMap(\.self).joined(separator: "\n\n") }
    private func one(_ wordings: [String]) -> String { facts.one(of: wordings) }
    private func say(_ wordings: some Sequence<String>) -> String { fill(one(Array(wordings))) }

    private func fill(_ text: String, _ room: Hotel.Room? = nil) -> String { fill(text, room, isWholeStay: false) }

    private func fill(_ text: String, _ room: Hotel.Room?, isWholeStay: Bool) -> String {
        let hotel = facts.hotel
        var values = [
            "hotel": hotel.name, "contact": contact, "reception": contact.isEmpty ? voice.reception : "\(voice.reception) (\(contact))",
            "address": hotel.contact["address"] ?? "", "checkIn": facts.policy("checkIn") ?? "", "checkOut": facts.policy("checkOut") ?? "",
            "guests": voice.guests(facts.guests ?? 2),
        ]
        if let stay = facts.stay { values["date"] = DemoCalendar.date(stay.from, facts.language) }
        if let dates = facts.dates {
            (values["from"], values["to"]) = DemoCalendar.range(dates.from, dates.to, facts.language)
            values["nights"] = voice.nights(dates.to - dates.from)
            values["total"] = room.map { facts.money($0.total(dates.from, dates.to)) }
        }
        if let room {
            values["room"] = facts.name(room)
            values["price"] = facts.money(tonight(room))
            values["text"] = hotel.text(room.description, facts.language)
            values["details"] = details(room, isWholeStay: isWholeStay)
        }
        return values.sorted { $0.key < $1.key }.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    /// Size, guests and, unless the whole stay's price follows, the price of a night.
    private func details(_ room: Hotel.Room, isWholeStay: Bool) -> String {
        let metre = facts.language == "en" ? "m²" : "м²"
        let guests = (room.maxGuests == 1 ? voice.forOne : voice.upTo).replacing("{guests}", with: String(room.maxGuests))
        let price = isWholeStay ? nil : voice.perNight.replacing("{price}", with: facts.money(tonight(room)))
        return [room.area.map { "\(DemoFacts.number($0)) \(metre)" }, guests, price].compactMap(\.self).joined(separator: ", ")
    }
}
