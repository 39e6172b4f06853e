import JSON
package import NIOCore

/// Judges requests to `/api/chat`: bytes in, an upstream request or a refusal out. Pure.
package struct ChatRequestFactory: Sendable {
    /// What requests may ask for.
    package let policy: ChatPolicy
    private let hotel: Hotel
    private let prompts: PromptSet
    private let availability: @Sendable () -> Availability
    private let makeMark: @Sendable () -> String
    private let settled = SettledPrompts()

    /// - Parameters:
    ///   - availability: What the calendars say now.
    ///   - makeMark: Gives a text nobody can guess, for the fence round the guest's data (docs/widget.md §2.7); always of one length.
    package init(
        policy: ChatPolicy, hotel: Hotel, prompts: PromptSet, availability: @escaping @Sendable () -> Availability = { Availability() },
        makeMark: @escaping @Sendable () -> String = { FenceMark.random() }
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
        var writer = MessagesWriter()
        writeSystem(fields, now, to: &writer)
        for message in fields.messages where message.role != .system { writer.add(message.role.rawValue, message.content) }
        return ChatRequest(
            messagesJSON: writer.json, model: fields.model, stream: fields.stream, maxTokens: fields.maxTokens,
            temperature: fields.temperature, estimatedPromptTokens: (writer.contentBytes + 3) / 4, context: fields.context,
            assistant: fields.assistant ?? .general, includeUsage: fields.includeUsage)
    }

    /// Writes the one system message: the server's prompt, then what the page sent, since several models' templates refuse a second one.
    private func writeSystem(_ fields: RequestFields, _ now: Int64, to writer: inout MessagesWriter) {
        let pages = fields.messages.filter { $0.role == .system }.map(\.content)
        guard let assistant = fields.assistant ?? (pages.isEmpty ? .general : nil) else {
            return writer.add("system", pages.joined(separator: "\n\n"))
        }
        let facts = PromptFacts(
            hotel: hotel, context: fields.context, availability: availability(), knowledge: prompts.knowledge, now: now)
        let prompt = settled.prompt(assistant, facts, of: prompts)
        writer.begin("system")
        prompt.write(facts, mark: makeMark(), to: &writer)
        for page in pages { writer.write("\n\n" + page) }
        writer.end()
    }
}

/// The mark of the fence round the guest's data: 64 random bits in a fixed number of letters and digits.
package enum FenceMark {
    /// As many as the largest number takes in base 36.
    private static let length = 13

    /// A new mark from the system's random numbers.
    package static func random() -> String { text(UInt64.random(in: .min ... .max)) }

    static func text(_ number: UInt64) -> String {
        let text = String(number, radix: 36)
        return String(repeating: "0", count: length - text.count) + text
    }
}

extension ChatRefusal {
    static func invalid(_ message: String, param: String?, code: String) -> ChatRefusal {
        ChatRefusal(status: 400, error: ErrorObject(message: message, type: "invalid_request_error", param: param, code: code))
    }
}
