import Chat
import JSON

/// How requests for one model are spelled: which name the limit has, and which fields are sent at all (docs/providers.md §2). No spelling
/// serves
/// all: OpenAI's models refuse `max_tokens`, Mistral and Ollama know nothing else. Pure.
struct RequestDialect: Sendable, Equatable {
    /// A field that some vendors refuse.
    enum Field: String, Sendable, CaseIterable {
        case maxTokens = "max_tokens"
        case maxCompletionTokens = "max_completion_tokens"
        case temperature
        case reasoningEffort = "reasoning_effort"
        case streamOptions = "stream_options"
    }

    /// ``Field/maxTokens`` or ``Field/maxCompletionTokens``.
    var limit: Field
    var sendsTemperature = true
    /// The value of `reasoning_effort`; nil: not sent.
    var effort: String?
    var sendsStreamOptions = true
    /// Whether the model thinks and cannot be told not to: what it thinks counts against the limit, so that more is asked for.
    var thinks = false

    /// Tokens on top of the answer's own for a model that thinks; without them a short limit leaves no text at all.
    static let thinkingTokens = 4000

    /// - Parameters:
    ///   - host: The upstream's, in lower case.
    ///   - effort: `chat.reasoningEffort`.
    init(host: String, model: String, effort: String) {
        let isOpenAI = host == "api.openai.com" || host.hasSuffix(".openai.azure.com") || host.hasSuffix(".services.ai.azure.com")
        let thinks = Self.isThinkingModel(model)
        limit = isOpenAI || host == "openrouter.ai" || thinks ? .maxCompletionTokens : .maxTokens
        guard effort == "auto" else {
            self.effort = effort
            return
        }
        // Thinking is on where nothing is said, and eats the limit. The models before gpt-5 do not know the field.
        let isOlder = model.hasPrefix("gpt-3") || model.hasPrefix("gpt-4") || model.hasPrefix("chatgpt-")
        self.effort = thinks || isOpenAI && !isOlder ? "none" : nil
    }

    /// Whether the name is one of OpenAI's models that think: `gpt-5…`, `gpt-6…`, `o3…`, with or without `openai/`.
    private static func isThinkingModel(_ model: String) -> Bool {
        let name = model.hasPrefix("openai/") ? model.dropFirst(7) : model[...]
        if name.hasPrefix("gpt-5") || name.hasPrefix("gpt-6") { return true }
        return name.first == "o" && name.dropFirst().first.map { $0.isASCII && $0.isNumber } ?? false
    }

    /// The members of a request besides `messages` and `stream`.
    func members(_ request: ChatRequest, model: String) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init(name: "model", value: .string(model)), .init(name: limit.rawValue, value: .integer(most(request.maxTokens))),
        ]
        if sendsTemperature, let temperature = request.temperature {
            members.append(.init(name: Field.temperature.rawValue, value: .decimal(temperature)))
        }
        if let effort { members.append(.init(name: Field.reasoningEffort.rawValue, value: .string(effort))) }
        if sendsStreamOptions, request.stream, request.includeUsage {
            members.append(
                .init(name: Field.streamOptions.rawValue, value: .object([.init(name: "include_usage", value: .boolean(true))])))
        }
        return members
    }

    private func most(_ maxTokens: Int) -> Int { thinks ? maxTokens + Self.thinkingTokens : maxTokens }

    /// The dialect that a model which refused fields takes: all that a model of that kind refuses is changed at once, since there is one more
    /// attempt only.
    ///
    /// - Returns: nil where nothing would change.
    func adapted(to refusal: FieldRefusal) -> RequestDialect? {
        var next = self
        let refused = refusal.fields
        if refused.contains(.streamOptions) { next.sendsStreamOptions = false }
        if refused.contains(.temperature) { next.sendsTemperature = false }
        if refused.contains(.maxTokens), limit == .maxTokens {
            next.limit = .maxCompletionTokens
            // A model that thinks takes a temperature only where it is told not to.
            if effort != "none" { (next.sendsTemperature, next.thinks) = (false, true) }
        }
        if refused.contains(.temperature), limit == .maxTokens, refusal.isOpenAI {
            (next.limit, next.thinks) = (.maxCompletionTokens, true)
        }
        if refused.contains(.maxCompletionTokens), limit == .maxCompletionTokens {
            next.limit = .maxTokens
            next.effort = nil
        }
        if refused.contains(.reasoningEffort) {
            next.effort = nil
            // Others do not know the field; OpenAI's know it and refuse its value.
            next.thinks = refusal.isOpenAI
        }
        // Without "none" the model thinks, and then it takes no temperature.
        if effort != nil, next.effort == nil { next.sendsTemperature = false }
        return next == self ? nil : next
    }

    /// What differs from `old`, in words.
    func changes(from old: RequestDialect) -> String {
        var changes: [String] = []
        if limit != old.limit { changes.append("\(limit.rawValue) in place of \(old.limit.rawValue)") }
        if thinks, !old.thinks { changes.append("\(Self.thinkingTokens) tokens more, for thinking") }
        if !sendsTemperature, old.sendsTemperature { changes.append("no temperature") }
        if effort == nil, old.effort != nil { changes.append("no reasoning_effort") }
        if !sendsStreamOptions, old.sendsStreamOptions { changes.append("no stream_options") }
        return changes.joined(separator: ", ")
    }

    /// What differs from `old`, as the merge patch for `upstream.body` that makes it permanent.
    func patch(from old: RequestDialect, maxTokens: Int) -> JSONValue {
        var members: [JSONValue.Member] = []
        if limit != old.limit { members.append(.init(name: old.limit.rawValue, value: .null)) }
        if limit != old.limit || thinks != old.thinks { members.append(.init(name: limit.rawValue, value: .integer(most(maxTokens)))) }
        if !sendsTemperature, old.sendsTemperature { members.append(.init(name: Field.temperature.rawValue, value: .null)) }
        if effort == nil, old.effort != nil { members.append(.init(name: Field.reasoningEffort.rawValue, value: .null)) }
        if !sendsStreamOptions, old.sendsStreamOptions { members.append(.init(name: Field.streamOptions.rawValue, value: .null)) }
        return .object(members)
    }
}
