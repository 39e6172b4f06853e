import NIOCore

/// What development mode tells the pages, as a server-sent event with a JSON object as data.
package enum DevEvent: Sendable, Equatable {
    /// First on every connection. Another `run` than before means that the server was started anew.
    case hello(run: String, problem: DevProblem?)
    /// Files changed: style sheets are exchanged, for anything else the page is loaded anew.
    case change(TreeChange, action: Action)
    /// Something is broken; shown over the page until ``good``.
    case problem(DevProblem)
    case good

    /// What an open page does: exchange style sheets, or load anew.
    package enum Action: String, Sendable { case style, reload }

    /// The event's bytes (WHATWG HTML §9.2.6).
    var bytes: ByteBuffer {
        let (name, data): (String, String) =
            switch self {
            case .hello(let run, let problem): ("hello", "{\"run\":\(Self.quoted(run)),\"problem\":\(problem?.json ?? "null")}")
            case .change(let change, let action):
                (
                    "change",
                    "{\"action\":\"\(action.rawValue)\",\"added\":\(Self.list(change.added)),\"removed\":\(Self.list(change.removed)),"
                        + "\"updated\":\(Self.list(change.updated))}"
                )
            case .problem(let problem): ("problem", problem.json)
            case .good: ("good", "{}")
            }
        return ByteBuffer(string: "event: \(name)\ndata: \(data)\n\n")
    }

    static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ",") + "]" }

    /// A JSON string without line ends (RFC 8259 §7).
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20 || scalar.value == 0x2028 || scalar.value == 0x2029:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

/// A mistake in a file, for the overlay.
package struct DevProblem: Sendable, Equatable {
    /// As the developer knows it, such as `widget/css/chat.css`.
    package var file: String
    /// From 1; nil where it is not known.
    package var line: Int?
    /// What is wrong, in words.
    package var message: String

    /// A mistake in a file, for the overlay.
    package init(file: String, line: Int? = nil, message: String) {
        self.file = file
        self.line = line
        self.message = message
    }

    var json: String {
        "{\"file\":\(DevEvent.quoted(file)),\"line\":\(line.map(String.init) ?? "null"),\"message\":\(DevEvent.quoted(message))}"
    }
}
