package import NIOCore

/// A guest's request after it was judged: what goes upstream, and the few facts that admission, the relay and the log need.
package struct ChatRequest: Sendable {
    /// The JSON that goes upstream: `{model, messages, max_tokens, temperature, stream, stream_options}` and nothing else.
    package var body: ByteBuffer
    package var model: String
    /// Whether an event stream was asked for.
    package var stream: Bool
    /// Most tokens the answer may have, as sent upstream.
    package var maxTokens: Int
    /// A quarter of the prompt's bytes, rounded up: what admission reserves for the prompt.
    package var estimatedPromptTokens: Int
    /// Everything that goes upstream as `messages`, the server's system prompt first; the demo model reads it.
    package var messages: [ChatMessage]
    /// The page's `context`, as given; the demo model reads its language, room and dates.
    package var context: ChatContext
    package var assistant: Assistant
    /// Whether the client asked for a usage event (`stream_options.include_usage`).
    package var includeUsage: Bool

    package init(
        body: ByteBuffer, model: String, stream: Bool, maxTokens: Int, estimatedPromptTokens: Int, messages: [ChatMessage],
        context: ChatContext, assistant: Assistant, includeUsage: Bool
    ) {
        self.body = body
        self.model = model
        self.stream = stream
        self.maxTokens = maxTokens
        self.estimatedPromptTokens = estimatedPromptTokens
        self.messages = messages
        self.context = context
        self.assistant = assistant
        self.includeUsage = includeUsage
    }
}

/// One message of a conversation.
package struct ChatMessage: Sendable, Equatable {
    package enum Role: String, Sendable { case user, assistant, system }
    package var role: Role
    package var content: String

    package init(role: Role, content: String) {
        self.role = role
        self.content = content
    }
}

/// Which of the server's prompts answers (contract §4).
package enum Assistant: String, Sendable, CaseIterable { case general, room, special }

/// The optional `context` of a request (contract §4): data for the prompt, all of it the guest's.
package struct ChatContext: Sendable, Equatable {
    /// A language code such as `uk`.
    package var language: String?
    /// A room id of `hotel.json`; unknown ids count as none.
    package var room: String?
    package var stage: String?
    package var step: String?
    /// Collected booking data by key (`fullName`, `checkIn`, …), values as text.
    package var booking: [String: String]
    /// Labels or values of the special requirements.
    package var requirements: [String]

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
