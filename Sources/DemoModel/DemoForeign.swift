import Chat
import CivilTime

/// Answers in the languages that the demo model knows only some sentences of.
struct DemoForeign {
    let facts: DemoFacts
    let assistant: Assistant

    var text: String {
        let sentence = DemoLanguage.sentence(facts.language, hotel: facts.hotel)
        guard let stay = Self.stays[facts.language] else { return sentence }
        guard let dates = facts.dates else { return assistant == .special ? stay.ask : sentence }
        if assistant == .special, let room = DemoSpecial.room(facts, dates) {
            let notes = DemoSpecial.notes(facts.context.requirements)
            return notes.isEmpty
                ? stay.ask : "\(stay.offer)\n\n\(DemoSpecial.block(facts, room, dates, notes: notes))"
        }
        let free = facts.free(dates.from, dates.to).filter { $0.maxGuests >= facts.guests ?? 1 }
        guard !free.isEmpty else { return sentence }
        let head = stay.free.replacing("{from}", with: CalendarDay.text(dates.from)).replacing(
            "{to}", with: CalendarDay.text(dates.to))
        let lines = free.map { room in
            let area = room.area.map { "\(DemoFacts.number($0)) m², " } ?? ""
            return "- **\(facts.name(room))** – \(area)\(facts.money(room.total(dates.from, dates.to)))"
        }
        return DemoTypography.polished(
            "\(head)\n\n\(lines.joined(separator: "\n"))", currency: facts.hotel.currency)
    }
}
