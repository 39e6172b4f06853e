/// How many guests a message speaks of.
enum DemoGuests {
    /// Counts before a word for guests, added up; or a word such as "вдвоём".
    static func count(in text: String) -> Int? {
        let words = DemoWords.of(text)
        var sum = 0
        for (index, word) in words.enumerated() where index > 0 && nouns.contains(where: word.hasPrefix) {
            let before = words[index - 1]
            // An adjective may stand between: "two little children".
            let count = number(before) ?? (index > 1 && !nouns.contains(where: before.hasPrefix) ? number(words[index - 2]) : nil)
            sum += count ?? 0
        }
        let joined = words.compactMap { together[$0] }.first
        let forTwo = zip(words, words.dropFirst()).enumerated().compactMap { index, pair -> Int? in
            guard ["for", "на", "для"].contains(pair.0), let count = persons[pair.1] else { return nil }
            return words.count > index + 2 && DemoCalendar.nights.contains(words[index + 2]) ? nil : count
        }.first
        let guests = sum > 0 ? sum : joined ?? forTwo
        return guests.flatMap { (1...20).contains($0) ? $0 : nil }
    }

    private static func number(_ word: Substring) -> Int? { (word.count <= 2 ? Int(word) : nil) ?? DemoCalendar.counts[word] }

    private static let nouns = [
        "adult", "guest", "people", "person", "child", "kid", "взросл", "гост", "человек", "дет", "ребен", "доросл", "осіб", "особи",
        "людей",
        "дит", "діт",
    ]
    private static let together: [Substring: Int] = [
        "вдвоем": 2, "удвох": 2, "вдвох": 2, "втроем": 3, "утрьох": 3, "втрьох": 3, "вчетвером": 4, "учотирьох": 4, "вчотирьох": 4,
    ]
    /// Counts that only people are counted with, after "for".
    private static let persons: [Substring: Int] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "одного": 1, "двоих": 2, "троих": 3, "четверых": 4, "двох": 2, "трьох": 3, "чотирьох": 4,
    ]
}
