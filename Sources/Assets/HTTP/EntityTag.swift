/// An entity tag and its two comparisons (RFC 9110 §8.8.3).
struct EntityTag: Sendable, Equatable {
    let isWeak: Bool
    /// The quoted part without its quotes.
    let opaque: Substring

    /// Both strong and the same (§8.8.3.2).
    func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    /// The same, weak or not.
    func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }

    /// A single tag with nothing around it, as in `If-Range`.
    init?(_ text: String) {
        var rest = text[...]
        guard let tag = EntityTag(readingFrom: &rest), rest.isEmpty else { return nil }
        self = tag
    }

    /// Reads a tag off the front of `text`.
    init?(readingFrom text: inout Substring) {
        var rest = text
        let isWeak = rest.hasPrefix("W/")
        if isWeak { rest = rest.dropFirst(2) }
        guard rest.first == "\"" else { return nil }
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(of: "\"") else { return nil }
        // etagc: visible characters but the quote, and anything over ASCII.
        guard rest[..<end].utf8.allSatisfy({ $0 == 0x21 || $0 >= 0x23 && $0 != 0x7f }) else { return nil }
        self.isWeak = isWeak
        opaque = rest[..<end]
        text = rest[rest.index(after: end)...]
    }
}

/// The value of `If-Match` or `If-None-Match`: `*` or tags; commas may stand inside a tag.
enum EntityTagList: Sendable, Equatable {
    case any
    case tags([EntityTag])

    /// - Returns: Tags up to the first malformed one.
    init(_ field: String) {
        var rest = field[...]
        var tags: [EntityTag] = []
        Self.skipBlanks(&rest)
        if rest.first == "*", rest.dropFirst().allSatisfy({ $0 == " " || $0 == "\t" }) {
            self = .any
            return
        }
        while !rest.isEmpty {
            Self.skipBlanks(&rest)
            while rest.first == "," {
                rest = rest.dropFirst()
                Self.skipBlanks(&rest)
            }
            guard let tag = EntityTag(readingFrom: &rest) else { break }
            tags.append(tag)
            Self.skipBlanks(&rest)
            guard rest.isEmpty || rest.first == "," else { break }
        }
        self = .tags(tags)
    }

    private static func skipBlanks(_ text: inout Substring) {
        text = text.drop { $0 == " " || $0 == "\t" }
    }
}
