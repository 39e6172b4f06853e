import JSON

extension RequestFields {
    /// Most messages of a request.
    static let messageLimit = 64

    static func messages(_ value: JSONValue?, policy: ChatPolicy) throws(ChatRefusal) -> [ChatMessage] {
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
        for member in members where !["role", "content", "name"].contains(member.name) && !isEmptyExtra(member) {
            throw .invalid(
                "Unknown parameter: \(path).\(short(member.name)). Allowed are role and content.", param: "\(path).\(short(member.name))",
                code: "unknown_parameter")
        }
        guard let roleValue = value["role"] else {
            throw .invalid("\(path).role is missing.", param: "\(path).role", code: "missing_required_parameter")
        }
        guard case .string(let roleName) = roleValue else { throw wrongType("\(path).role", roleValue, "a string") }
        guard let role = ChatMessage.Role(rawValue: roleName == "developer" ? "system" : roleName) else {
            throw .invalid(
                "\(path).role is \(short(roleName)); allowed are user, assistant, system and developer.", param: "\(path).role",
                code: "invalid_value")
        }
        guard role != .system || policy.clientPrompts else {
            throw .invalid(
                "System messages are written by the server; choose an assistant instead.", param: "\(path).role",
                code: "client_prompt_refused")
        }
        guard let content = value["content"] else {
            throw .invalid("\(path).content is missing.", param: "\(path).content", code: "missing_required_parameter")
        }
        return ChatMessage(role: role, content: try text(of: content, "\(path).content"))
    }

    /// A string, or a list of text parts, which are joined.
    private static func text(of content: JSONValue, _ path: String) throws(ChatRefusal) -> String {
        if case .string(let text) = content { return text }
        guard case .array(let parts) = content, !parts.isEmpty else { throw wrongType(path, content, "a string or a list of text parts") }
        var joined = ""
        for (index, part) in parts.enumerated() {
            guard part["type"]?.text == "text" else {
                throw .invalid(
                    "\(path)[\(index)]: only parts of the type text are possible here.", param: "\(path)[\(index)].type",
                    code: "invalid_value")
            }
            guard case .string(let text)? = part["text"] else {
                throw wrongType("\(path)[\(index)].text", part["text"] ?? .null, "a string")
            }
            joined += text
        }
        return joined
    }

    /// SDKs give back an assistant's message with fields that hold nothing (`"refusal": null`, `"tool_calls": []`); they change nothing.
    private static func isEmptyExtra(_ member: JSONValue.Member) -> Bool { member.value == .null || member.value == .array([]) }
}
