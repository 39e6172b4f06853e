/// Keeps together on a line what belongs together: a number and its unit, a currency and its amount, a short word and the next one.
enum DemoTypography {
    static func polished(_ text: String, currency: String) -> String {
        var result: [Character] = []
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let before = Substring(String(characters[..<index].suffix(12)))
            let after = Substring(String(characters[(index + 1)...].prefix(12)))
            result.append(character == " " && isTied(before, after, currency) ? "\u{a0}" : character)
        }
        return String(result)
    }

    private static func isTied(_ before: Substring, _ after: Substring, _ currency: String) -> Bool {
        guard let last = before.last, let first = after.first else { return false }
        if first == "–" { return true }
        let word = before.suffix(while: { $0.isLetter || $0.isNumber })
        let next = after.prefix { $0.isLetter || $0 == "²" }
        if last.isNumber { return first.isNumber || first == "%" || next == currency || units.contains { next.hasPrefix($0) } }
        if word == currency { return first.isNumber }
        return word.count == 1 && word.unicodeScalars.allSatisfy { (0x400...0x4ff).contains($0.value) }
    }

    /// Units and the beginnings of counted words.
    private static let units = [
        "m²", "м²", "kg", "кг", "cm", "см", "Mbit", "Мбит", "Мбіт", "night", "ноч", "ніч", "guest", "гост", "January", "February", "March",
        "April", "May", "June", "July", "August", "September", "October", "November", "December", "январ", "феврал", "март", "апрел", "мая",
        "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр", "січ", "лют", "берез", "квіт", "трав", "черв", "лип", "серп",
        "верес",
        "жовт", "листопад", "груд", "год", "рок",
    ]
}

extension Substring {
    /// The longest ending whose characters all satisfy a condition.
    fileprivate func suffix(while condition: (Character) -> Bool) -> Substring {
        self[(lastIndex { !condition($0) }.map { index(after: $0) } ?? startIndex)...]
    }
}
