import FoundationEssentials
import JSON

/// Any value of the JSON5 settings file.
enum FileValue: Sendable, Equatable, Decodable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([FileValue])
    case object([String: FileValue])

    init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try Dictionary(uniqueKeysWithValues: object.allKeys.map { ($0.stringValue, try object.decode(FileValue.self, forKey: $0)) })
            )
            return
        }
        if var list = try? decoder.unkeyedContainer() {
            var items: [FileValue] = []
            while !list.isAtEnd { items.append(try list.decode(FileValue.self)) }
            self = .list(items)
            return
        }
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let flag = try? single.decode(Bool.self) {
            self = .boolean(flag)
        } else if let number = try? single.decode(Int.self) {
            self = .integer(number)
        } else if let number = try? single.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try single.decode(String.self))
        }
    }

    /// The same as JSON, an object's members in the order of their names.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .decimal(number)
        case .text(let text): .string(text)
        case .list(let items): .array(items.map(\.json))
        case .object(let members): .object(members.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value.json) })
        }
    }

    /// How a message shows the value.
    var shown: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): String(flag)
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .text(let text): "\"\(text)\""
        case .list: "a list"
        case .object: "an object"
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
