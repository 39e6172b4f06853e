/// The words by which guest and hotel speak of a request: `K7QM-4RTX`. Random, so that it tells nothing of how many there are; 28⁸ of them.
enum BookingReference {
    /// No 0 and O, no 1, I and L, and no vowels, which would make words.
    static let alphabet = Array("BCDFGHJKMNPQRSTVWXYZ23456789")

    static func make() -> String {
        func group() -> String { String((0..<4).map { _ in alphabet.randomElement() ?? "B" }) }
        return group() + "-" + group()
    }
}
