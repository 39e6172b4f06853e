@testable import Chat
@testable import DemoModel

/// One way in which a guest may ask.
struct DemoPhrasing: Sendable, CustomStringConvertible {
    let intent: DemoIntent
    let language: String
    let text: String

    var description: String { "\(intent) \(language): \(text)" }
}

/// Ways in which guests ask, a line each, ten or more for an intent and language.
struct DemoPhrasings: Sendable {
    let intent: DemoIntent
    let texts: [(language: String, lines: String)]

    init(_ intent: DemoIntent, en: String, ru: String, uk: String) {
        self.intent = intent
        texts = [("en", en), ("ru", ru), ("uk", uk)]
    }

    var all: [DemoPhrasing] {
        texts.flatMap { text in
            text.lines.split(separator: "\n").map { DemoPhrasing(intent: intent, language: text.language, text: String($0)) }
        }
    }

    static let groups = house + stay + money + talk
    static let everything = groups.flatMap(\.all)
}
