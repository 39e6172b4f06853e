package import CivilTime
import JSON

/// A hotel as `hotel.json` describes it (docs/widget.md §2.6), checked once at start.
package struct Hotel: Sendable {
    /// Text by language code, or one text for all (`""`).
    package typealias Localised = [String: String]

    /// As guests know it.
    package let name: String
    /// Rules of its time zone.
    package let zone: HotelZone
    /// Name of its time zone, such as `Europe/Kyiv`.
    package let timeZone: String
    /// ISO 4217 code of all prices.
    package let currency: String
    /// Language code of texts that have no other.
    package let defaultLanguage: String
    /// Codes that the widget offers.
    package let languages: [String]
    /// What the prompts say of the house.
    package let description: Localised
    /// Texts of `contact`: `email`, `phone`, `address`, `whatsapp`, `bookingUrl` (see ``BookingLink``).
    package let contact: [String: String]
    /// When somebody answers, weekday by weekday from Monday; nil where the hotel does not say.
    package let hours: ContactHours?
    /// Texts of `policies` by key; times stand as they are.
    package let policies: [(key: String, text: Localised)]
    /// Kinds of rooms, in the file's order; ids are unique.
    package let rooms: [Room]
    /// Lines of `private`, for the model only.
    package let privateLines: [String]
    /// Everything public, as it was written, with dates unresolved.
    let publicMembers: [JSONValue.Member]

    /// A kind of room, as `rooms[]` describes it.
    package struct Room: Sendable {
        /// Its name for programs, unique in the hotel.
        package let id: String
        /// Its name for guests.
        package let name: Localised
        /// What guests read about it.
        package let description: Localised
        /// In square metres.
        package let area: Double?
        /// Words such as `wifi`.
        package let amenities: [String]
        /// Most guests in one room.
        package let maxGuests: Int
        /// A night's price outside of all rates, in the hotel's currency.
        package let price: Double
        /// Prices of a season; the last that matches counts.
        package let rates: [Rate]
        /// Nights that are taken.
        package let booked: [BookedDate]
        /// Addresses or paths of iCalendar files; secrets.
        package let calendars: [String]
        /// How many rooms of this kind there are: a night is taken when that many are.
        package let units: Int
    }

    /// A price from a day to the day before another.
    package struct Rate: Sendable {
        /// First day, counted from 1970-01-01.
        package let from: Int
        /// The day after the last.
        package let to: Int
        /// A night's price, in the hotel's currency.
        package let price: Double
    }

    /// A night that is taken.
    package enum BookedDate: Sendable {
        /// Days since 1970-01-01.
        case day(Int)
        /// `today+N`.
        case fromToday(Int)

        /// The day's number, given today's.
        package func day(today: Int) -> Int {
            switch self {
            case .day(let day): day
            case .fromToday(let count): today + count
            }
        }
    }

    /// The text in a language, else in the hotel's own, else in any.
    package func text(_ localised: Localised, _ language: String?) -> String {
        language.flatMap { localised[$0] } ?? localised[defaultLanguage] ?? localised[""] ?? localised.sorted { $0.key < $1.key }.first?
            .value ?? ""
    }

    /// The room of an id that came from outside; nil where there is none.
    package func room(_ id: String?) -> Room? { id.flatMap { id in rooms.first { $0.id == id } } }

    /// The hotel's day, counted from 1970-01-01.
    package func today(_ now: Int64) -> Int { zone.day(at: now) }
}

extension Hotel {
    /// How many nights a stay may have.
    package var stayLength: ClosedRange<Int> {
        func number(_ key: String, _ fallback: Int) -> Int { policies.first { $0.key == key }?.text[""].flatMap { Int($0) } ?? fallback }
        let shortest = number("minNights", 1)
        return shortest...max(shortest, number("maxNights", 365))
    }
}

extension Hotel.Room {
    /// The price of the night that begins on a day; the last matching rate wins.
    package func price(on day: Int) -> Double { rates.last { $0.from <= day && day < $0.to }?.price ?? price }

    /// The price of a stay, in the hotel's currency.
    package func total(_ checkIn: Int, _ checkOut: Int) -> Double {
        (checkIn..<max(checkIn, checkOut)).reduce(0) { $0 + price(on: $1) }
    }
}
