/// The words of a guest's message, in lower case, `ё` as `е` and every apostrophe as `'`.
enum DemoWords {
    static func of(_ text: String) -> [Substring] {
        let plain = String(
            text.lowercased().map { character -> Character in
                switch character {
                case "ё": "е"
                case "’", "ʼ", "‘", "`": "'"
                default: character
                }
            })
        return plain.split { !$0.isLetter && !$0.isNumber && !isInner($0) }.compactMap { word in
            guard let first = word.firstIndex(where: { !isInner($0) }), let last = word.lastIndex(where: { !isInner($0) }) else {
                return nil
            }
            return word[first...last]
        }
    }

    private static func isInner(_ character: Character) -> Bool { character == "-" || character == "'" }
}
