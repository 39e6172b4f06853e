import CivilTime
import JSON

/// The values of a prompt's placeholders for one request.
struct PromptFacts {
    let hotel: Hotel
    let context: ChatContext
    /// What the calendars say.
    let availability: Availability
    /// The texts of `config/knowledge/`.
    let knowledge: EscapedText
    /// Seconds since 1970.
    let now: Int64

    /// The hotel's day, in days since 1970.
    var today: Int { hotel.today(now) }

    /// Whether a value is the same for all guests with the same language and room on one day.
    static func isSettled(_ name: String) -> Bool {
        name.hasPrefix("hotel.") || name == "language" || name == "today" || name == "rooms" || name == "room"
    }

    /// - Returns: The text, and whether it holds anything that the guest's browser sent.
    func value(_ name: String) -> (text: String, isGuests: Bool) {
        switch name {
        case "hotel.name": (hotel.name, false)
        case "hotel.description": (hotel.text(hotel.description, language), false)
        case "hotel.policies": (lines(hotel.policies.map { "\($0.key): \(hotel.text($0.text, language))" }), false)
        case "hotel.contact": (lines(contact), false)
        case "hotel.private": (lines(hotel.privateLines), false)
        case "language": (PromptLanguage.name(language), false)
        case "today": (CalendarDay.text(today), false)
        case "rooms": (lines(hotel.rooms.map(roomLine)), false)
        case "freeRooms": (freeRooms, false)
        case "room": (hotel.room(context.room).map { roomLine($0) + " " + hotel.text($0.description, language) } ?? "none chosen", false)
        case "stage": (context.stage ?? "collecting", true)
        case "step": (context.step ?? "initial", true)
        case "nextField": (nextField, false)
        case "booking": (lines(context.booking.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }), true)
        case "requirements": (lines(context.requirements), true)
        default: ("", false)
        }
    }

    /// The chat's language, only one that the hotel lists.
    var language: String {
        context.language.flatMap { hotel.languages.contains($0) ? $0 : nil } ?? hotel.defaultLanguage
    }

    private func roomLine(_ room: Hotel.Room) -> String {
        let area = room.area.map { ", \(JSONValue.decimal($0).json) m²" } ?? ""
        let price = JSONValue.decimal(room.price(on: today)).json
        return
            "- \(hotel.text(room.name, language)) (id \(room.id))\(area), tonight \(price) \(hotel.currency), up to \(room.maxGuests) guests."
    }

    private var freeRooms: String {
        guard let from = context.booking["checkIn"].flatMap(CalendarDay.day), let to = context.booking["checkOut"].flatMap(CalendarDay.day),
            from < to,
            to - from <= 365
        else { return "The guest has not named both dates yet, so availability is not known." }
        let states = hotel.rooms.map { (room: $0, state: $0.state(from, to, today: today, availability)) }
        let free = states.filter { $0.state == .free }.map(\.room)
        let unknown = states.filter { $0.state == .unknown }.map(\.room)
        var result = free.map { "\(roomLine($0)) Whole stay: \(JSONValue.decimal($0.total(from, to)).json) \(hotel.currency)." }
        if free.isEmpty, unknown.isEmpty { result.append("No room is free on these dates.") }
        if !unknown.isEmpty {
            let names = unknown.map { hotel.text($0.name, language) }.joined(separator: ", ")
            result.append("Not known at the moment, never to be called free; the guest should ask the hotel: \(names).")
        }
        return lines(result)
    }

    /// The ways to a person; the booking link without the parts that only a guest's dates would fill in.
    private var contact: [String] {
        let texts = hotel.contact.sorted { $0.key < $1.key }.map { name, text in
            "\(name): \(name == "bookingUrl" ? BookingLink(text).filled([:]) : text)"
        }
        return texts + (hotel.hours.map { ["somebody answers, at the hotel's time: \($0.line)"] } ?? [])
    }

    /// What to ask for next: the stay first, personal data last.
    private var nextField: String {
        let order = [
            ("checkIn", "arrival date"), ("checkOut", "departure date"), ("guests", "number of guests"), ("selectedRoom", "room"),
            ("fullName", "name"), ("phone", "phone number"), ("email", "e-mail address"),
        ]
        return order.first { context.booking[$0.0] == nil }?.1 ?? "nothing, everything is known"
    }

    private func lines(_ lines: [String]) -> String { lines.isEmpty ? "none" : lines.joined(separator: "\n") }
}

/// English names of the chat's languages, with their codes.
enum PromptLanguage {
    static func name(_ code: String) -> String { names[code].map { "\($0) (\(code))" } ?? code }

    private static let names = [
        "en": "English", "zh": "Chinese", "hi": "Hindi", "es": "Spanish", "ar": "Arabic", "fr": "French", "bn": "Bengali",
        "pt": "Portuguese",
        "ru": "Russian", "id": "Indonesian", "uk": "Ukrainian", "de": "German", "ja": "Japanese", "ko": "Korean", "it": "Italian",
        "tr": "Turkish",
        "nl": "Dutch", "pl": "Polish", "vi": "Vietnamese", "th": "Thai",
    ]
}
