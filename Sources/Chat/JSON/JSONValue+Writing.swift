package import NIOCore

extension JSONValue {
    /// The value as compact JSON, members in their order, numbers as they were written.
    package var json: String {
        var text = ""
        write(to: &text)
        return text
    }

    package var bytes: ByteBuffer { ByteBuffer(string: json) }

    /// An object from members that are there; nil leaves one out.
    package static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        .object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } })
    }

    package static func integer(_ number: Int) -> JSONValue { .number(text: String(number), value: Double(number)) }

    /// A number without a needless `.0`.
    package static func decimal(_ number: Double) -> JSONValue {
        let isWhole = number == number.rounded() && abs(number) < 1e15
        return .number(text: isWhole ? String(Int(number)) : String(number), value: number)
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .number(let number, _): text += number
        case .string(let string): Self.quote(string, to: &text)
        case .array(let items):
            text += "["
            for (index, item) in items.enumerated() {
                if index > 0 { text += "," }
                item.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.name, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    /// Line ends of Unicode are escaped too: some readers of event streams cut lines there.
    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _
            where scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x85 || scalar.value == 0x2028 || scalar.value == 0x2029:
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
