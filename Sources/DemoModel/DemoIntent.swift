/// What a question is about, by words and stems in English, Russian and Ukrainian.
///
/// The order decides where a question is about several things: what is particular comes before what every question may speak of.
enum DemoIntent: CaseIterable, Sendable {
    case special, breakfast, parking, wifi, pets, smoking, children, cancellation, payment, checkIn, way, contact, availability, price,
        rooms, thanks, greeting, other

    /// The first thing that a question is about.
    static func of(_ question: String) -> DemoIntent { all(in: question).first ?? .other }

    /// Everything that a question is about, in the order of the cases. Weak words count only where there is no other.
    static func all(in question: String) -> [DemoIntent] {
        let words = DemoWords.of(question)
        let strong = DemoStems.strong.intents(in: words)
        let found = strong.isEmpty ? DemoStems.weak.intents(in: words) : strong
        return allCases.filter(found.contains)
    }
}
