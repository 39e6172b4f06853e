/// What the demo model knows for one question.
struct DemoFacts {
    let hotel: Hotel
    let context: ChatContext
    let question: String
    /// Days since 1970-01-01.
    let today: Int
    let language: String

    /// The dates of the stay: those in the question as `YYYY-MM-DD`, else those that the page collected.
    var dates: (from: Int, to: Int)? {
        let written = question.split { !$0.isNumber && $0 != "-" }.compactMap { DayText.day($0) }
        if written.count >= 2, written[0] < written[1], written[0] >= today { return (written[0], written[1]) }
        guard let from = context.booking["checkIn"].flatMap(DayText.day), let to = context.booking["checkOut"].flatMap(DayText.day),
            from < to, from >= today,
            to - from <= 365
        else { return nil }
        return (from, to)
    }

    var guests: Int { context.booking["guests"].flatMap { Int($0) } ?? 2 }

    /// The room that the question names, else the one in the page's context.
    var room: Hotel.Room? {
        let lower = question.lowercased()
        return hotel.rooms.first { room in room.name.values.contains { lower.contains($0.lowercased()) } } ?? hotel.room(context.room)
    }

    func name(_ room: Hotel.Room) -> String { hotel.text(room.name, language) }
    func money(_ amount: Double) -> String { "\(JSONValue.decimal(amount).json) \(hotel.currency)" }
    func policy(_ key: String) -> String? { hotel.policies.first { $0.key == key }.map { hotel.text($0.text, language) } }
    func free(_ from: Int, _ to: Int) -> [Hotel.Room] { hotel.rooms.filter { $0.isFree(from, to, today: today) } }
}
