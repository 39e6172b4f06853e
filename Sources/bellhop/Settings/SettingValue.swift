import JSON
import Relay

/// A setting's value after its form was checked.
enum SettingValue: Sendable, Equatable {
    case text(String)
    case integer(Int)
    case number(Double)
    case boolean(Bool)
    case list([String])
    /// An object.
    case json(JSONValue)
    /// The value that says "none" where the default is something.
    case null

    /// Reads a value from a flag, the environment or `.env`.
    ///
    /// - Returns: nil where the text is none of what the kind allows.
    init?(text: String, as kind: SettingKind) {
        switch kind {
        case .integer(let range):
            guard let number = Int(text), range.contains(number) else { return nil }
            self = .integer(number)
        case .number(let range):
            guard let number = Double(text), range.contains(number) else { return nil }
            self = .number(number)
        case .numberOrNull(let range):
            if text == "null" {
                self = .null
                return
            }
            self.init(text: text, as: .number(range))
        case .object, .headers:
            guard let value = try? JSONValue(parsing: Array(text.utf8)), Self.isValid(value, for: kind) else { return nil }
            self = .json(value)
        case .boolean:
            switch text.lowercased() {
            case "true", "1", "yes", "on": self = .boolean(true)
            case "false", "0", "no", "off": self = .boolean(false)
            default: return nil
            }
        case .list:
            self = .list(text.split(separator: ",").map { String($0.trimmingSpaces) }.filter { !$0.isEmpty })
        case .text, .path, .url, .proxy, .choice, .secret:
            guard Self.isValid(text, for: kind) else { return nil }
            self = .text(text)
        }
    }

    /// Reads a value from the settings file, where types count: `"8080"` is no number.
    init?(file value: JSONValue, as kind: SettingKind) {
        switch (kind, value) {
        case (.integer(let range), .number):
            guard let number = value.integer, range.contains(number) else { return nil }
            self = .integer(number)
        case (.number(let range), .number(_, let number)) where range.contains(number): self = .number(number)
        case (.numberOrNull, .null): self = .null
        case (.numberOrNull(let range), _): self.init(file: value, as: .number(range))
        case (.object, .object), (.headers, .object):
            guard Self.isValid(value, for: kind) else { return nil }
            self = .json(value)
        case (.boolean, .boolean(let flag)): self = .boolean(flag)
        case (.list, .array(let items)):
            let texts = items.compactMap(\.text)
            guard texts.count == items.count else { return nil }
            self = .list(texts)
        case (.text, .string(let text)), (.path, .string(let text)), (.url, .string(let text)), (.choice, .string(let text)),
            (.secret, .string(let text)):
            guard Self.isValid(text, for: kind) else { return nil }
            self = .text(text)
        default: return nil
        }
    }

    /// The value as `bellhop check` prints it.
    var description: String {
        switch self {
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number): number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
        case .boolean(let flag): String(flag)
        case .list(let items): "[" + items.joined(separator: ", ") + "]"
        case .json(let value): value.json
        case .null: "null"
        }
    }

    /// The value as the settings file would hold it.
    var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .integer(let number): .integer(number)
        case .number(let number): .decimal(number)
        case .boolean(let flag): .boolean(flag)
        case .list(let items): .array(items.map { .string($0) })
        case .json(let value): value
        case .null: .null
        }
    }

    private static func isValid(_ text: String, for kind: SettingKind) -> Bool {
        switch kind {
        case .url: return UpstreamURL(text) != nil
        case .proxy: return ProxyAddress(text) != nil
        case .choice(let words): return words.contains(text)
        case .path, .text: return !text.isEmpty
        default: return true
        }
    }

    private static func isValid(_ value: JSONValue, for kind: SettingKind) -> Bool {
        guard case .object(let members) = value else { return false }
        guard case .headers = kind else { return true }
        return members.allSatisfy { UpstreamSettings.isHeaderField($0.name, $0.value.text) }
    }
}

extension StringProtocol {
    /// The text without spaces and tabs at its ends.
    var trimmingSpaces: SubSequence {
        guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }) else { return self[endIndex...] }
        let last = lastIndex { $0 != " " && $0 != "\t" } ?? first
        return self[first...last]
    }
}
