import FoundationEssentials

/// Texts in header fields of mail (RFC 2047): beyond ASCII, and whatever could be taken for another field, goes in base64.
enum EncodedWord {
    /// Most bytes of UTF-8 in one word: it may have 75 characters with its frame.
    private static let wordLimit = 42

    /// A text as words of at most 75 characters, one on each line.
    static func text(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && !text.contains("=?") && text.utf8.count <= 60
        if isPlain { return text }
        var words: [String] = []
        var bytes: [UInt8] = []
        for character in text.unicodeScalars {
            let more = Array(String(character).utf8)
            if bytes.count + more.count > wordLimit {
                words.append(word(bytes))
                bytes = []
            }
            bytes += more
        }
        if !bytes.isEmpty || words.isEmpty { words.append(word(bytes)) }
        return words.joined(separator: "\n ")
    }

    /// A name in front of an address: plain words, else encoded; quotes and the like never reach the field.
    static func phrase(_ text: String) -> String {
        let isAtoms =
            !text.isEmpty && text.utf8.count <= 60
            && text.utf8.allSatisfy {
                $0 == 0x20 || $0 < 0x80 && (Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber)
            }
        if isAtoms { return text }
        let encoded = EncodedWord.text(text)
        return encoded.hasPrefix("=?") ? encoded : word(Array(text.utf8.prefix(wordLimit)))
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?" + Data(bytes).base64EncodedString() + "?=" }
}
