package import Chat

/// The built-in model that answers where no key is configured: a concierge of the hotel that needs no network (docs/settings.md §1).
///
/// Deterministic: the same request on the same day gives the same answer. It says of itself that it is a demonstration.
package struct DemoModel: Sendable {
    /// `model` of its answers, by which everyone can tell.
    package static let name = "bellhop-demo"

    private let hotel: Hotel
    private let availability: @Sendable () -> Availability

    /// - Parameter availability: What the calendars say now.
    package init(hotel: Hotel, availability: @escaping @Sendable () -> Availability = { Availability() }) {
        self.hotel = hotel
        self.availability = availability
    }

    /// - Parameter now: Seconds since 1970, for the hotel's day.
    package func answer(to request: ChatRequest, now: Int64) -> DemoAnswer {
        let said = request.messages.filter { $0.role == .user }.map(\.content)
        let question = said.last ?? ""
        let isFirst = !request.messages.contains { $0.role == .assistant }
        let language = DemoLanguage.of(question, chat: request.context.language, fallback: hotel.defaultLanguage)
        let facts = DemoFacts(
            hotel: hotel, context: request.context, question: question, earlier: said.dropLast(), today: hotel.today(now),
            language: language, availability: availability())
        let text =
            if let voice = DemoVoice.of(language) {
                DemoReply(facts: facts, voice: voice, assistant: request.assistant, isFirst: isFirst).text
            } else {
                DemoForeign(facts: facts, assistant: request.assistant).text
            }
        return DemoAnswer(text: text, promptTokens: request.estimatedPromptTokens, limit: request.maxTokens)
    }
}
