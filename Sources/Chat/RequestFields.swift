import JSON

/// The fields of a request to `/api/chat` after each was checked (docs/http-interface.md §2). `null` counts as absent.
struct RequestFields {
    let messages: [ChatMessage]
    let stream: Bool
    let model: String
    let maxTokens: Int
    let temperature: Double?
    let includeUsage: Bool
    let assistant: Assistant?
    let context: ChatContext

    static let names = [
        "messages", "stream", "model", "max_tokens", "max_completion_tokens", "temperature", "stream_options", "assistant", "context",
    ]
    /// What official clients send as a matter of course and only the operator decides on: accepted whatever it is, and dropped.
    static let droppedNames: Set<String> = ["user", "store", "metadata", "seed", "stop", "top_p", "reasoning_effort"]

    init(_ value: JSONValue, policy: ChatPolicy) throws(ChatRefusal) {
        guard case .object(let members) = value else {
            throw .invalid("The body is \(value.kind); an object is expected.", param: nil, code: "invalid_type")
        }
        for member in members where !Self.names.contains(member.name) {
            if try Self.isHarmless(member) { continue }
            let allowed = Self.names.joined(separator: ", ")
            throw .invalid(
                "Unknown parameter: \(Self.short(member.name)). Allowed are \(allowed).", param: Self.short(member.name),
                code: "unknown_parameter")
        }
        func field(_ name: String) -> JSONValue? { value[name].flatMap { $0 == .null ? nil : $0 } }

        messages = try Self.messages(field("messages"), policy: policy)
        stream = try Self.boolean(field("stream"), "stream") ?? false
        model = try Self.model(field("model"), policy: policy)
        maxTokens = try Self.maxTokens(field("max_tokens"), field("max_completion_tokens"), policy: policy)
        temperature = try Self.temperature(field("temperature")) ?? policy.temperature
        includeUsage = try Self.includeUsage(field("stream_options"))
        assistant = try Self.assistant(field("assistant"))
        context = try ContextFields.context(field("context"))
    }

    /// Whether an answer is the same without the field; `n`, `tools` and `response_format` are so in one form only.
    private static func isHarmless(_ member: JSONValue.Member) throws(ChatRefusal) -> Bool {
        if droppedNames.contains(member.name) { return true }
        let (name, value) = (member.name, member.value)
        if value == .null, ["n", "tools", "response_format"].contains(name) { return true }
        switch name {
        case "n":
            guard case .number(let text, let number) = value else { throw wrongType(name, value, "the number 1") }
            guard number == 1 else { throw .invalid("n is \(short(text)); only 1 is possible here.", param: name, code: "invalid_value") }
            return true
        case "tools":
            guard case .array(let items) = value else { throw wrongType(name, value, "an array") }
            guard items.isEmpty else { throw .invalid("tools are not possible here.", param: name, code: "invalid_value") }
            return true
        case "response_format":
            guard case .object = value else { throw wrongType(name, value, "an object") }
            guard value["type"]?.text == "text" else {
                throw .invalid("response_format: only the type text is possible here.", param: name, code: "invalid_value")
            }
            return true
        default: return false
        }
    }

    private static func boolean(_ value: JSONValue?, _ name: String) throws(ChatRefusal) -> Bool? {
        guard let value else { return nil }
        guard case .boolean(let flag) = value else { throw wrongType(name, value, "a boolean") }
        return flag
    }

    private static func model(_ value: JSONValue?, policy: ChatPolicy) throws(ChatRefusal) -> String {
        guard let value else { return policy.model }
        guard case .string(let name) = value else { throw wrongType("model", value, "a string") }
        guard policy.models.contains(name) else {
            let allowed = policy.models.sorted().joined(separator: ", ")
            throw .invalid("The model \(short(name)) is not allowed here. Allowed: \(allowed).", param: "model", code: "model_not_allowed")
        }
        return name
    }

    private static func maxTokens(
        _ old: JSONValue?, _ new: JSONValue?, policy: ChatPolicy
    ) throws(ChatRefusal) -> Int {
        let name = new == nil ? "max_tokens" : "max_completion_tokens"
        guard let value = new ?? old else { return policy.maxTokens }
        guard old == nil || new == nil else {
            throw .invalid("max_tokens and max_completion_tokens are the same; send one of them.", param: name, code: "invalid_value")
        }
        guard case .number(let text, _) = value else { throw wrongType(name, value, "a whole number") }
        guard let number = value.integer, (1...policy.maxTokensLimit).contains(number) else {
            throw .invalid(
                "\(name) is \(short(text)); allowed is a whole number from 1 to \(policy.maxTokensLimit).", param: name,
                code: "invalid_value")
        }
        return number
    }

    private static func temperature(_ value: JSONValue?) throws(ChatRefusal) -> Double? {
        guard let value else { return nil }
        guard case .number(let text, let number) = value else { throw wrongType("temperature", value, "a number") }
        guard (0...2).contains(number) else {
            throw .invalid("temperature is \(short(text)); allowed is a number from 0 to 2.", param: "temperature", code: "invalid_value")
        }
        return number
    }

    private static func includeUsage(_ value: JSONValue?) throws(ChatRefusal) -> Bool {
        guard let value else { return false }
        guard case .object = value else { throw wrongType("stream_options", value, "an object") }
        let usage = value["include_usage"].flatMap { $0 == .null ? nil : $0 }
        return try boolean(usage, "stream_options.include_usage") ?? false
    }

    private static func assistant(_ value: JSONValue?) throws(ChatRefusal) -> Assistant? {
        guard let value else { return nil }
        guard case .string(let name) = value else { throw wrongType("assistant", value, "a string") }
        guard let assistant = Assistant(rawValue: name) else {
            throw .invalid("assistant is \(short(name)); allowed are general, room and special.", param: "assistant", code: "invalid_value")
        }
        return assistant
    }

    static func wrongType(_ name: String, _ value: JSONValue, _ expected: String) -> ChatRefusal {
        .invalid("\(name) is \(value.kind); \(expected) is expected.", param: name, code: "invalid_type")
    }

    /// A foreign text short enough for a message.
    static func short(_ text: String) -> String { text.count <= 64 ? text : text.prefix(64) + "…" }
}
