/// A hotel as `hotel.json` describes it (widget-spec.md §2.6), checked once at start.
package struct Hotel: Sendable {
    /// Text by language code, or one text for all (`""`).
    typealias Localised = [String: String]

    package let name: String
    let zone: HotelZone
    package let timeZone: String
    package let currency: String
    package let defaultLanguage: String
    package let languages: [String]
    let description: Localised
    let contact: [String: String]
    /// Texts of `policies` by key; times stand as they are.
    let policies: [(key: String, text: Localised)]
    let rooms: [Room]
    /// Lines of `private`, for the model only.
    let privateLines: [String]
    /// Everything public, as it was written, with dates unresolved.
    let publicMembers: [JSONValue.Member]

    package var roomCount: Int { rooms.count }

    /// The time zone's name where its rules were not found, so that days are UTC's; worth a warning.
    package var missingZone: String? { zone.isKnown ? nil : timeZone }

    struct Room: Sendable {
        let id: String
        let name: Localised
        let description: Localised
        let area: Double?
        let amenities: [String]
        let maxGuests: Int
        let price: Double
        let rates: [Rate]
        let booked: [BookedDate]
    }

    /// A price from a day to the day before another.
    struct Rate: Sendable {
        let from: Int
        let to: Int
        let price: Double
    }

    enum BookedDate: Sendable {
        /// Days since 1970-01-01.
        case day(Int)
        /// `today+N`.
        case fromToday(Int)

        func day(today: Int) -> Int {
            switch self {
            case .day(let day): day
            case .fromToday(let count): today + count
            }
        }
    }

    /// The text in a language, else in the hotel's own, else in any.
    func text(_ localised: Localised, _ language: String?) -> String {
        language.flatMap { localised[$0] } ?? localised[defaultLanguage] ?? localised[""] ?? localised.sorted { $0.key < $1.key }.first?
            .value ?? ""
    }

    func room(_ id: String?) -> Room? { id.flatMap { id in rooms.first { $0.id == id } } }

    /// The hotel's day, counted from 1970-01-01.
    func today(_ now: Int64) -> Int { Int((now + zone.offset(at: now)).dividedDown(by: 86_400)) }
}

extension Hotel.Room {
    /// The price of the night that begins on a day; the last matching rate wins.
    func price(on day: Int) -> Double { rates.last { $0.from <= day && day < $0.to }?.price ?? price }

    /// Whether no night from `checkIn` to the one before `checkOut` is booked.
    func isFree(_ checkIn: Int, _ checkOut: Int, today: Int) -> Bool {
        !booked.contains { (checkIn..<max(checkIn, checkOut)).contains($0.day(today: today)) }
    }

    func total(_ checkIn: Int, _ checkOut: Int) -> Double {
        (checkIn..<max(checkIn, checkOut)).reduce(0) { $0 + price(on: $1) }
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    func dividedDown(by divisor: Int64) -> Int64 { self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor) }
}
