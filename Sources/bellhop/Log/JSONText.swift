import Chat
import JSON
import Logging

/// Writes log values as JSON (RFC 8259).
enum JSONText {
    /// Appends a metadata value: whole and finite numbers and booleans as such, all else as text.
    static func append(_ value: Logger.Metadata.Value, to line: inout String) {
        switch value {
        case .string(let text): JSONValue.quote(text, to: &line)
        case .stringConvertible(let thing):
            switch thing {
            case let number as any BinaryInteger: line += "\(number)"
            case let number as Double where number.isFinite: line += "\(number)"
            case let flag as Bool: line += "\(flag)"
            default: JSONValue.quote("\(thing)", to: &line)
            }
        case .array(let values):
            line += "["
            for (index, value) in values.enumerated() {
                if index > 0 { line += "," }
                append(value, to: &line)
            }
            line += "]"
        case .dictionary(let members):
            line += "{"
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { line += "," }
                JSONValue.quote(member.key, to: &line)
                line += ":"
                append(member.value, to: &line)
            }
            line += "}"
        }
    }
}
