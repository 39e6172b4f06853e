/// Finds words, stems (`smok*`) and sequences of them (`free room*`) among the words of a message.
struct DemoStems: Sendable {
    private struct Pattern: Sendable {
        let intent: DemoIntent
        /// What follows the first word.
        let rest: [Substring]
    }

    /// Most characters of a stem: longer beginnings of a word are not looked up.
    private static let longest = 16

    /// Patterns by their first word, with its `*`.
    private var patterns: [Substring: [Pattern]] = [:]

    /// - Parameter lists: Patterns separated by commas or line ends.
    init(_ lists: [DemoIntent: String]) {
        for (intent, list) in lists {
            for text in list.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
                let words = text.split(separator: " ")
                guard let first = words.first else { continue }
                patterns[first, default: []].append(Pattern(intent: intent, rest: Array(words.dropFirst())))
            }
        }
    }

    func intents(in words: [Substring]) -> Set<DemoIntent> {
        var found: Set<DemoIntent> = []
        for (index, word) in words.enumerated() {
            for key in Self.keys(word) {
                for pattern in patterns[key] ?? [] where Self.begins(words[(index + 1)...], with: pattern.rest) {
                    found.insert(pattern.intent)
                }
            }
        }
        return found
    }

    /// The word, and each of its beginnings as a stem.
    private static func keys(_ word: Substring) -> [Substring] {
        var keys = [word]
        var stem: Substring = ""
        for character in word.prefix(longest) {
            stem.append(character)
            keys.append(stem + "*")
        }
        return keys
    }

    private static func begins(_ words: ArraySlice<Substring>, with rest: [Substring]) -> Bool {
        words.count >= rest.count
            && zip(words, rest).allSatisfy { word, stem in stem.last == "*" ? word.hasPrefix(stem.dropLast()) : word == stem }
    }
}
