import JSON
package import NIOCore

/// A guest's request after it was judged: what goes upstream, and the few facts that admission, the relay and the log need.
package struct ChatRequest: Sendable {
    /// The items of `messages` as JSON, separated by commas, without the brackets; the one system message, where there is one, first.
    package var messagesJSON: ByteBuffer
    /// The model's name, as sent upstream.
    package var model: String
    /// Whether an event stream was asked for.
    package var stream: Bool
    /// Most tokens the answer may have.
    package var maxTokens: Int
    /// nil: none is sent.
    package var temperature: Double?
    /// A quarter of the prompt's bytes, rounded up: what admission reserves for the prompt.
    package var estimatedPromptTokens: Int
    /// The page's `context`, as given; the demo model reads its language, room and dates.
    package var context: ChatContext
    /// Whose prompt stands in front.
    package var assistant: Assistant
    /// Whether the client asked for a usage event (`stream_options.include_usage`).
    package var includeUsage: Bool

    /// All facts of a request that was judged.
    package init(
        messagesJSON: ByteBuffer, model: String, stream: Bool, maxTokens: Int, temperature: Double? = nil, estimatedPromptTokens: Int = 1,
        context: ChatContext = ChatContext(), assistant: Assistant = .general, includeUsage: Bool = false
    ) {
        self.messagesJSON = messagesJSON
        self.model = model
        self.stream = stream
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.estimatedPromptTokens = estimatedPromptTokens
        self.context = context
        self.assistant = assistant
        self.includeUsage = includeUsage
    }

    /// The messages read back, which costs as much as reading the request did: for the demo model and tests.
    package var messages: [ChatMessage] {
        var list = ByteBuffer(string: "[")
        list.writeImmutableBuffer(messagesJSON)
        list.writeStaticString("]")
        guard case .array(let items)? = try? JSONValue(parsing: list) else { return [] }
        return items.compactMap { item in
            guard let role = item["role"]?.text.flatMap(ChatMessage.Role.init), let content = item["content"]?.text else { return nil }
            return ChatMessage(role: role, content: content)
        }
    }
}

/// One message of a conversation.
package struct ChatMessage: Sendable, Equatable {
    /// As it is written upstream; a request's `developer` is `system` here.
    package enum Role: String, Sendable { case user, assistant, system }
    /// Who speaks.
    package var role: Role
    /// The text; parts are joined.
    package var content: String

    /// One message of a conversation.
    package init(role: Role, content: String) {
        self.role = role
        self.content = content
    }
}

/// Which of the server's prompts answers (docs/http-interface.md §2).
package enum Assistant: String, Sendable, CaseIterable { case general, room, special }

/// The optional `context` of a request (docs/http-interface.md §2): data for the prompt, all of it the guest's.
package struct ChatContext: Sendable, Equatable {
    /// A language code such as `uk`.
    package var language: String?
    /// A room id of `hotel.json`; unknown ids count as none.
    package var room: String?
    /// Stage of a special request (docs/widget.md §2.2).
    package var stage: String?
    /// Step of the booking (docs/widget.md §2.1).
    package var step: String?
    /// Collected booking data by key (`fullName`, `checkIn`, …), values as text.
    package var booking: [String: String]
    /// Labels or values of the special requirements.
    package var requirements: [String]

    /// A context; what is left out is unknown.
    package init(
        language: String? = nil, room: String? = nil, stage: String? = nil, step: String? = nil, booking: [String: String] = [:],
        requirements: [String] = []
    ) {
        self.language = language
        self.room = room
        self.stage = stage
        self.step = step
        self.booking = booking
        self.requirements = requirements
    }
}
