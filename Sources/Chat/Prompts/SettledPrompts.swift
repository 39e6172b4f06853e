import Synchronization

/// The prompts of the day with the hotel's facts filled in, kept by language and room: they are most of a request's text and the same for
/// nearly all guests. One per configuration; at most three for each language and room that the hotel lists.
final class SettledPrompts: Sendable {
    private struct Key: Hashable {
        let assistant: Assistant
        let language: String
        let room: String?
    }

    private struct Day {
        var number = Int.min
        var prompts: [Key: SettledPrompt] = [:]
    }

    private let day = Mutex(Day())

    func prompt(_ assistant: Assistant, _ facts: PromptFacts, of prompts: PromptSet) -> SettledPrompt {
        let key = Key(assistant: assistant, language: facts.language, room: facts.hotel.room(facts.context.room)?.id)
        let today = facts.today
        if let known = day.withLock({ $0.number == today ? $0.prompts[key] : nil }) { return known }
        let prompt = prompts.template(assistant).settled(by: facts)
        day.withLock { day in
            if day.number != today { day = Day(number: today) }
            day.prompts[key] = prompt
        }
        return prompt
    }
}
