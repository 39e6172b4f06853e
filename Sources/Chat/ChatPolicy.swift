/// What a request may ask for (docs/settings.md §3, `chat.…`).
package struct ChatPolicy: Sendable {
    /// The model where a request names none; always allowed.
    package let model: String
    /// Further models that a request may name.
    package let models: Set<String>
    /// Limit of an answer where the request names none, in tokens.
    package let maxTokens: Int
    /// Most that a request may ask for, in tokens.
    package let maxTokensLimit: Int
    /// Where a request says nothing; nil: not sent.
    package let temperature: Double?
    /// Whether a page may send `system` messages.
    package let clientPrompts: Bool

    /// - Parameter models: Besides `model`, which is always allowed.
    package init(
        model: String = "gpt-6-luna", models: [String] = [], maxTokens: Int = 500, maxTokensLimit: Int = 1000,
        temperature: Double? = 0.7, clientPrompts: Bool = false
    ) {
        self.model = model
        self.models = Set(models).union([model])
        self.maxTokens = maxTokens
        self.maxTokensLimit = maxTokensLimit
        self.temperature = temperature
        self.clientPrompts = clientPrompts
    }
}
