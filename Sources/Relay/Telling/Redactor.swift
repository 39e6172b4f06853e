/// Takes secrets out of texts that come from the upstream: the secrets themselves, and whatever looks like a key (`sk-…`, starred forms too).
package struct Redactor: Sendable {
    private let secrets: [Secret]
    static let mark = "[redacted]"

    /// - Parameter secrets: Those of fewer than four characters are left alone: they occur in any text.
    package init(secrets: [Secret]) { self.secrets = secrets }

    /// The text with the key, and what looks like one, replaced.
    package func redact(_ text: String) -> String {
        var result = text
        for value in secrets.map({ $0.reveal() }) where value.count >= 4 { result = result.replacing(value, with: Self.mark) }
        while let start = firstKey(in: result) {
            let end = result[start...].firstIndex { !($0.isLetter || $0.isNumber || "-_*•.".contains($0)) } ?? result.endIndex
            result.replaceSubrange(start..<end, with: Self.mark)
        }
        return result
    }

    /// Where `sk-` begins a word.
    private func firstKey(in text: String) -> String.Index? {
        var from = text.startIndex
        while let found = text[from...].firstRange(of: "sk-") {
            let before = found.lowerBound > text.startIndex ? text[text.index(before: found.lowerBound)] : " "
            if !before.isLetter, !before.isNumber { return found.lowerBound }
            from = found.upperBound
        }
        return nil
    }
}
