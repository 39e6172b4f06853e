import JSON

/// Reads a request's `context`: strings that end up inside the prompt's fenced part and nowhere else (docs/http-interface.md §2).
enum ContextFields {
    /// Longest string, in characters.
    static let textLimit = 500
    /// Most items of a list or object.
    static let itemLimit = 32

    static func context(_ value: JSONValue?) throws(ChatRefusal) -> ChatContext {
        var context = ChatContext()
        guard let value else { return context }
        guard case .object(let members) = value else { throw RequestFields.wrongType("context", value, "an object") }
        for member in members where member.value != .null {
            let path = "context.\(RequestFields.short(member.name))"
            switch member.name {
            case "language": context.language = try text(member.value, path)
            case "room": context.room = try room(member.value, path)
            case "stage": context.stage = try text(member.value, path)
            case "requirements": context.requirements = try requirements(member.value, path)
            case "bookingState": try booking(member.value, path, into: &context)
            default:
                throw .invalid(
                    "Unknown parameter: \(path). Allowed are language, room, bookingState, requirements and stage.", param: path,
                    code: "unknown_parameter")
            }
        }
        return context
    }

    private static func text(_ value: JSONValue, _ path: String) throws(ChatRefusal) -> String {
        guard case .string(let text) = value else { throw RequestFields.wrongType(path, value, "a string") }
        guard text.unicodeScalars.count <= textLimit else {
            throw .invalid("\(path) has more than \(textLimit) characters.", param: path, code: "invalid_value")
        }
        return text
    }

    /// A room's id, or a room object of the catalogue.
    private static func room(_ value: JSONValue, _ path: String) throws(ChatRefusal) -> String? {
        if case .object = value { return try value["id"].map { id throws(ChatRefusal) in try text(id, path + ".id") } }
        return try text(value, path)
    }

    private static func items(_ value: JSONValue, _ path: String) throws(ChatRefusal) -> [JSONValue] {
        guard case .array(let items) = value else { throw RequestFields.wrongType(path, value, "an array") }
        guard items.count <= itemLimit else {
            throw .invalid("\(path) has more than \(itemLimit) items.", param: path, code: "invalid_value")
        }
        return items
    }

    private static func requirements(_ value: JSONValue, _ path: String) throws(ChatRefusal) -> [String] {
        var result: [String] = []
        for (index, item) in try items(value, path).enumerated() {
            guard case .object = item else {
                result.append(try text(item, "\(path)[\(index)]"))
                continue
            }
            var parts: [String] = []
            for name in ["label", "value"] {
                guard let value = item[name], value != .null else { continue }
                parts.append(try text(value, "\(path)[\(index)].\(name)"))
            }
            result.append(parts.joined(separator: ": "))
        }
        return result.filter { !$0.isEmpty }
    }

    private static func booking(_ value: JSONValue, _ path: String, into context: inout ChatContext) throws(ChatRefusal) {
        guard case .object(let members) = value else { throw RequestFields.wrongType(path, value, "an object") }
        guard members.count <= itemLimit else {
            throw .invalid("\(path) has more than \(itemLimit) members.", param: path, code: "invalid_value")
        }
        for member in members where member.value != .null {
            switch member.name {
            case "step": context.step = try text(member.value, path + ".step")
            case "collectedData":
                guard case .object(let data) = member.value else {
                    throw RequestFields.wrongType(path + ".collectedData", member.value, "an object")
                }
                guard data.count <= itemLimit else {
                    throw .invalid(
                        "\(path).collectedData has more than \(itemLimit) members.", param: path + ".collectedData", code: "invalid_value")
                }
                for datum in data where datum.value != .null {
                    let key = "\(path).collectedData.\(RequestFields.short(datum.name))"
                    let shown = try shown(datum.value, key)
                    if !shown.isEmpty { context.booking[RequestFields.short(datum.name)] = shown }
                }
            default: continue
            }
        }
    }

    private static func shown(_ value: JSONValue, _ path: String) throws(ChatRefusal) -> String {
        switch value {
        case .string: return try text(value, path)
        case .number(let number, _): return number
        case .boolean(let flag): return String(flag)
        case .null: return ""
        case .array:
            var texts: [String] = []
            for item in try items(value, path) { texts.append(try text(item, path)) }
            return texts.joined(separator: ", ")
        case .object: throw RequestFields.wrongType(path, value, "a string or a number")
        }
    }
}
