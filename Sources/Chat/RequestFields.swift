import JSON

/// The fields of a request to `/api/chat` after each was checked (contract §4). `null` counts as absent.
struct RequestFields {
    let messages: [ChatMessage]
    let stream: Bool
    let model: String
    let maxTokens: Int
    let temperature: JSONValue?
    let streamOptions: JSONValue?
    let assistant: Assistant?
    let context: ChatContext

    static let names = ["messages", "stream", "model", "max_tokens", "temperature", "stream_options", "assistant", "context"]

    init(_ value: JSONValue, policy: ChatPolicy) throws(ChatRefusal) {
        guard case .object(let members) = value else {
            throw .invalid("The body is \(value.kind); an object is expected.", param: nil, code: "invalid_type")
        }
        for member in members where !Self.names.contains(member.name) {
            let allowed = Self.names.joined(separator: ", ")
            throw .invalid(
                "Unknown parameter: \(Self.short(member.name)). Allowed are \(allowed).", param: Self.short(member.name),
                code: "unknown_parameter")
        }
        func field(_ name: String) -> JSONValue? { value[name].flatMap { $0 == .null ? nil : $0 } }

        messages = try Self.messages(field("messages"), policy: policy)
        stream = try Self.boolean(field("stream"), "stream") ?? false
        model = try Self.model(field("model"), policy: policy)
        maxTokens = try Self.maxTokens(field("max_tokens"), policy: policy)
        temperature = try Self.temperature(field("temperature")) ?? policy.temperature.map(JSONValue.decimal)
        streamOptions = try Self.streamOptions(field("stream_options"))
        assistant = try Self.assistant(field("assistant"))
        context = try ContextFields.context(field("context"))
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

    private static func maxTokens(_ value: JSONValue?, policy: ChatPolicy) throws(ChatRefusal) -> Int {
        guard let value else { return policy.maxTokens }
        guard case .number(let text, _) = value else { throw wrongType("max_tokens", value, "a whole number") }
        guard let number = value.integer, (1...policy.maxTokensLimit).contains(number) else {
            throw .invalid(
                "max_tokens is \(short(text)); allowed is a whole number from 1 to \(policy.maxTokensLimit).", param: "max_tokens",
                code: "invalid_value")
        }
        return number
    }

    private static func temperature(_ value: JSONValue?) throws(ChatRefusal) -> JSONValue? {
        guard let value else { return nil }
        guard case .number(let text, let number) = value else { throw wrongType("temperature", value, "a number") }
        guard (0...2).contains(number) else {
            throw .invalid("temperature is \(short(text)); allowed is a number from 0 to 2.", param: "temperature", code: "invalid_value")
        }
        return .decimal(number)
    }

    private static func streamOptions(_ value: JSONValue?) throws(ChatRefusal) -> JSONValue? {
        guard let value else { return nil }
        guard case .object = value else { throw wrongType("stream_options", value, "an object") }
        return value
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

extension RequestFields {
    /// Most messages of a request.
    static let messageLimit = 64

    private static func messages(_ value: JSONValue?, policy: ChatPolicy) throws(ChatRefusal) -> [ChatMessage] {
        guard let value else { throw .invalid("messages is missing.", param: "messages", code: "missing_required_parameter") }
        guard case .array(let items) = value else { throw wrongType("messages", value, "an array") }
        guard (1...messageLimit).contains(items.count) else {
            throw .invalid("messages has \(items.count) items; allowed are 1 to \(messageLimit).", param: "messages", code: "invalid_value")
        }
        var messages: [ChatMessage] = []
        for (index, item) in items.enumerated() { messages.append(try message(item, "messages[\(index)]", policy: policy)) }
        guard messages.last?.role == .user else {
            throw .invalid("The last message must be the user's.", param: "messages[\(items.count - 1)].role", code: "invalid_value")
        }
        return messages
    }

    private static func message(_ value: JSONValue, _ path: String, policy: ChatPolicy) throws(ChatRefusal) -> ChatMessage {
        guard case .object(let members) = value else { throw wrongType(path, value, "an object") }
        for member in members where member.name != "role" && member.name != "content" && !isEmptyExtra(member) {
            throw .invalid(
                "Unknown parameter: \(path).\(short(member.name)). Allowed are role and content.", param: "\(path).\(short(member.name))",
                code: "unknown_parameter")
        }
        guard let roleValue = value["role"] else {
            throw .invalid("\(path).role is missing.", param: "\(path).role", code: "missing_required_parameter")
        }
        guard case .string(let roleName) = roleValue else { throw wrongType("\(path).role", roleValue, "a string") }
        guard let role = ChatMessage.Role(rawValue: roleName) else {
            throw .invalid(
                "\(path).role is \(short(roleName)); allowed are user, assistant and system.", param: "\(path).role", code: "invalid_value")
        }
        guard role != .system || policy.clientPrompts else {
            throw .invalid(
                "System messages are written by the server; choose an assistant instead.", param: "\(path).role",
                code: "client_prompt_refused")
        }
        guard let content = value["content"] else {
            throw .invalid("\(path).content is missing.", param: "\(path).content", code: "missing_required_parameter")
        }
        guard case .string(let text) = content else { throw wrongType("\(path).content", content, "a string") }
        return ChatMessage(role: role, content: text)
    }

    /// SDKs give back an assistant's message with fields that hold nothing (`"refusal": null`, `"tool_calls": []`); they change nothing.
    private static func isEmptyExtra(_ member: JSONValue.Member) -> Bool { member.value == .null || member.value == .array([]) }
}
