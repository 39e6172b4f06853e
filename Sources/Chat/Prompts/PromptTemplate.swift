/// A prompt file: plain text with placeholders such as `{{hotel.name}}`, no logic (docs/widget.md §2.7).
package struct PromptTemplate: Sendable {
    enum Part: Sendable, Equatable {
        case text(String)
        case placeholder(String)
    }

    static let placeholders = [
        "hotel.name", "hotel.description", "hotel.policies", "hotel.contact", "hotel.private", "hotel.knowledge", "language", "today",
        "rooms", "freeRooms",
        "room", "stage",
        "step", "nextField", "booking", "requirements",
    ]

    let parts: [Part]

    /// - Throws: For an unknown placeholder, an unclosed brace or bytes that are not UTF-8, with file and line.
    package init(_ bytes: [UInt8], file: String) throws(PromptError) {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PromptError(file: file, line: 1, reason: "the text is not UTF-8")
        }
        var parts: [Part] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { parts.append(.text("\n")) }
            var rest = line
            while let open = rest.firstRange(of: "{{") {
                parts.append(.text(String(rest[..<open.lowerBound])))
                rest = rest[open.upperBound...]
                guard let close = rest.firstRange(of: "}}") else {
                    throw PromptError(file: file, line: index + 1, reason: "“{{” is not closed on its line")
                }
                let name = rest[..<close.lowerBound].split(separator: " ").joined(separator: " ")
                guard Self.placeholders.contains(name) else {
                    let allowed = Self.placeholders.joined(separator: ", ")
                    throw PromptError(file: file, line: index + 1, reason: "unknown placeholder “\(name)”; allowed are \(allowed)")
                }
                parts.append(.placeholder(name))
                rest = rest[close.upperBound...]
            }
            parts.append(.text(String(rest)))
        }
        self.parts = parts
    }

    /// The same with all that does not depend on what the guest has said filled in.
    func settled(by facts: PromptFacts) -> SettledPrompt {
        var settled: [SettledPrompt.Part] = []
        var text = ""
        for part in parts {
            switch part {
            case .text(let more): text += more
            case .placeholder("hotel.knowledge"):
                // A part of its own: all languages and rooms share its bytes.
                settled += [.text(EscapedText(text)), .text(facts.knowledge)]
                text = ""
            case .placeholder(let name) where PromptFacts.isSettled(name): text += facts.value(name).text
            case .placeholder(let name):
                settled += [.text(EscapedText(text)), .placeholder(name)]
                text = ""
            }
        }
        return SettledPrompt(parts: settled + [.text(EscapedText(text))])
    }
}

/// A prompt of one language, room and day: long pieces that are the same for every guest, as JSON, and between them what changes with a request.
struct SettledPrompt: Sendable {
    enum Part: Sendable {
        case text(EscapedText)
        case placeholder(String)
    }

    let parts: [Part]

    /// Writes the prompt. Values of the guest stand between two fence lines with `mark`, which no value can hold.
    func write(_ facts: PromptFacts, mark: String, to writer: inout MessagesWriter) {
        for part in parts {
            switch part {
            case .text(let text): writer.write(text)
            case .placeholder(let name):
                let (value, isGuests) = facts.value(name)
                writer.write(isGuests ? "<<<guest-data \(mark)\n\(Self.without(mark, value))\nguest-data \(mark)>>>" : value)
            }
        }
    }

    /// Only a guess of 64 bits could put the mark into a value; most values are too short for it.
    private static func without(_ mark: String, _ value: String) -> String {
        value.utf8.count < mark.utf8.count ? value : value.replacing(mark, with: "")
    }
}

/// What is wrong in a prompt file: exit 78.
package struct PromptError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The prompt's path.
    package var file: String
    /// From 1.
    package var line: Int
    /// What was found and what is allowed.
    package var reason: String

    /// `file:line: reason`.
    package var description: String { "\(file):\(line): \(reason)" }
}

/// The three prompts.
package struct PromptSet: Sendable {
    private let templates: [Assistant: PromptTemplate]
    /// What the hotel wrote down for the concierge, whole; the same for every guest (B-31).
    let knowledge: EscapedText

    /// - Parameters:
    ///   - knowledge: The texts of `config/knowledge/`.
    ///   - load: Gives an assistant's file and how messages call it.
    package init(knowledge: String = "", load: (Assistant) -> (bytes: [UInt8], file: String)) throws(PromptError) {
        self.knowledge = EscapedText(knowledge.isEmpty ? "none" : knowledge)
        var templates: [Assistant: PromptTemplate] = [:]
        for assistant in Assistant.allCases {
            let (bytes, file) = load(assistant)
            templates[assistant] = try PromptTemplate(bytes, file: file)
        }
        self.templates = templates
    }

    func template(_ assistant: Assistant) -> PromptTemplate { templates[assistant] ?? templates[.general] ?? PromptTemplate(parts: []) }
}

extension PromptTemplate {
    init(parts: [Part]) { self.parts = parts }
}
