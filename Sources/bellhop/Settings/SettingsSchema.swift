import JSON

/// The JSON Schema (draft 2020-12) of the settings file, made from ``Setting/all``, so that it says what the reader takes.
enum SettingsSchema {
    static var json: String {
        let schema = JSONValue.members([
            "$schema": .string("https://json-schema.org/draft/2020-12/schema"), "title": .string("Bellhop's settings"),
            "type": .string("object"),
            "properties": .object([.init(name: "$schema", value: .members(["type": .string("string")]))] + tree("")),
            "additionalProperties": .boolean(false),
        ])
        return pretty(schema, indent: "") + "\n"
    }

    /// The members of the object whose keys begin with `prefix`, in the order of the table.
    private static func tree(_ prefix: String) -> [JSONValue.Member] {
        var names: [String] = []
        for setting in Setting.all where setting.isInFile && setting.key.hasPrefix(prefix) {
            let name = String(setting.key.dropFirst(prefix.count).prefix { $0 != "." })
            if !names.contains(name) { names.append(name) }
        }
        return names.map { name in
            if let setting = Setting.byKey[prefix + name] { return .init(name: name, value: member(setting)) }
            let inner = JSONValue.members([
                "type": .string("object"), "properties": .object(tree(prefix + name + ".")), "additionalProperties": .boolean(false),
            ])
            return .init(name: name, value: inner)
        }
    }

    private static func member(_ setting: Setting) -> JSONValue {
        var members = kind(setting.kind)
        // `null` stands for "as if the line were not there".
        if let type = members.firstIndex(where: { $0.name == "type" }) {
            members[type].value = .array([members[type].value, .string("null")])
        }
        if let fallback = setting.fallback, let value = SettingValue(text: fallback, as: setting.kind) {
            members.append(.init(name: "default", value: value.json))
        }
        members.append(.init(name: "description", value: .string("In the environment: \(setting.environment.joined(separator: ", ")).")))
        return .object(members)
    }

    private static func kind(_ kind: SettingKind) -> [JSONValue.Member] {
        func type(_ name: String, _ more: [JSONValue.Member] = []) -> [JSONValue.Member] {
            [.init(name: "type", value: .string(name))] + more
        }
        switch kind {
        case .text, .path, .url, .proxy, .secret: return type("string")
        case .integer(let range):
            return type(
                "integer",
                [.init(name: "minimum", value: .integer(range.lowerBound)), .init(name: "maximum", value: .integer(range.upperBound))])
        case .number(let range), .numberOrNull(let range):
            return type(
                "number",
                [.init(name: "minimum", value: .decimal(range.lowerBound)), .init(name: "maximum", value: .decimal(range.upperBound))])
        case .boolean: return type("boolean")
        case .object: return type("object")
        case .headers: return type("object", [.init(name: "additionalProperties", value: .members(["type": .string("string")]))])
        case .list: return type("array", [.init(name: "items", value: .members(["type": .string("string")]))])
        case .choice(let words): return [.init(name: "enum", value: .array(words.map { .string($0) } + [.null]))]
        }
    }

    /// Indented by two blanks, so that people can read it too.
    private static func pretty(_ value: JSONValue, indent: String) -> String {
        guard case .object(let members) = value, !members.isEmpty else { return value.json }
        let inner = indent + "  "
        let lines = members.map { "\(inner)\(JSONValue.string($0.name).json): \(pretty($0.value, indent: inner))" }
        return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
    }
}
