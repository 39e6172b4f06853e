import JSON
package import NIOCore

/// Judges requests to `/api/chat`: bytes in, an upstream request or a refusal out. Pure.
package struct ChatRequestFactory: Sendable {
    package let policy: ChatPolicy
    private let hotel: Hotel
    private let prompts: PromptSet
    private let availability: @Sendable () -> Availability
    private let makeMark: @Sendable () -> String
    private let settled = SettledPrompts()

    /// - Parameters:
    ///   - availability: What the calendars say now.
    ///   - makeMark: Gives a text nobody can guess, for the fence round the guest's data (widget-spec.md §2.7).
    package init(
        policy: ChatPolicy, hotel: Hotel, prompts: PromptSet, availability: @escaping @Sendable () -> Availability = { Availability() },
        makeMark: @escaping @Sendable () -> String = { String(UInt64.random(in: .min ... .max), radix: 36) }
    ) {
        self.policy = policy
        self.hotel = hotel
        self.prompts = prompts
        self.availability = availability
        self.makeMark = makeMark
    }

    /// - Parameter now: Seconds since 1970, for the hotel's day.
    package func judge(_ body: ByteBuffer, now: Int64) throws(ChatRefusal) -> ChatRequest {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw .invalid("The body is not valid JSON: \(error.reason), at byte \(error.position).", param: nil, code: "invalid_json")
        }
        let fields = try RequestFields(value, policy: policy)
        var messages = fields.messages
        if let assistant = fields.assistant ?? (messages.contains { $0.role == .system } ? nil : .general) {
            let facts = PromptFacts(
                hotel: hotel, context: fields.context, availability: availability(), knowledge: prompts.knowledge, now: now)
            let template = settled.template(assistant, facts, of: prompts)
            messages.insert(.init(role: .system, content: template.text(facts, mark: makeMark())), at: 0)
        }
        return ChatRequest(
            body: upstreamBody(fields, messages), model: fields.model, stream: fields.stream, maxTokens: fields.maxTokens,
            estimatedPromptTokens: (messages.reduce(0) { $0 + $1.content.utf8.count } + 3) / 4, messages: messages, context: fields.context,
            assistant: fields.assistant ?? .general, includeUsage: fields.streamOptions?["include_usage"] == .boolean(true))
    }

    /// About how many tokens the prompt of a first question has, in the hotel's own language.
    package func startTokens(now: Int64) -> Int {
        let facts = PromptFacts(
            hotel: hotel, context: ChatContext(), availability: availability(), knowledge: prompts.knowledge, now: now)
        return (prompts.template(.general).settled(by: facts).text(facts, mark: makeMark()).utf8.count + 3) / 4
    }

    private func upstreamBody(_ fields: RequestFields, _ messages: [ChatMessage]) -> ByteBuffer {
        JSONValue.members([
            "model": .string(fields.model),
            "messages": .array(messages.map { .members(["role": .string($0.role.rawValue), "content": .string($0.content)]) }),
            "max_tokens": .integer(fields.maxTokens), "temperature": fields.temperature, "stream": .boolean(fields.stream),
            "stream_options": fields.streamOptions,
        ]).bytes
    }
}

extension ChatRefusal {
    static func invalid(_ message: String, param: String?, code: String) -> ChatRefusal {
        ChatRefusal(status: 400, error: ErrorObject(message: message, type: "invalid_request_error", param: param, code: code))
    }
}
