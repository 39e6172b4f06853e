/// The demo model's sentences in one language, each in a few wordings. `{…}` are filled in.
struct DemoVoice: Sendable {
    let introduction: String
    let greeting, thanks, other: [String]
    /// Run-in heads of the house rules.
    let topics: [DemoIntent: String]
    let closing, unknown: [String]
    let checkIn, way, contact: [String]
    let rooms, price, askDates, askDeparture, lookUp: [String]
    let roomLine, perNight: String
    let room, roomFree, roomTaken: [String]
    let free, choose, nothingFree, stayLength: [String]
    let freeLine, confirms: String
    let special, specialDates, specialDeparture, specialWishes, specialOffer, specialNothing: [String]
    let assumedGuests: String
    let note: String
    /// The reception, as the subject of a sentence.
    let reception: String
    let upTo, forOne: String
    /// One, few (as 2), many (as 5).
    let nights, guests: [String]

    static func of(_ language: String) -> DemoVoice? { voices[language] }

    private static let voices = ["en": english, "ru": russian, "uk": ukrainian]

    func nights(_ count: Int) -> String { "\(count) \(Self.form(count, nights))" }
    func guests(_ count: Int) -> String { "\(count) \(Self.form(count, guests))" }

    /// English has two forms, Russian and Ukrainian three (CLDR plural rules).
    private static func form(_ count: Int, _ forms: [String]) -> String {
        guard forms.count == 3 else { return forms[count == 1 ? 0 : 1] }
        let isTeen = (11...14).contains(count % 100)
        return forms[isTeen ? 2 : count % 10 == 1 ? 0 : (2...4).contains(count % 10) ? 1 : 2]
    }
}
