import JSON
import NIOCore

/// Writes messages as JSON, texts piece by piece; pieces that were escaped before are copied as they are.
struct MessagesWriter {
    /// What ``ChatRequest/messagesJSON`` holds.
    private(set) var json = ByteBuffer()
    /// Bytes of all contents before they were escaped.
    private(set) var contentBytes = 0

    mutating func add(_ role: String, _ content: String) {
        begin(role)
        write(content)
        end()
    }

    mutating func begin(_ role: String) {
        json.writeString(json.readableBytes == 0 ? "{\"role\":\"" : ",{\"role\":\"")
        json.writeString(role)
        json.writeStaticString("\",\"content\":\"")
    }

    /// Adds a piece of the content.
    mutating func write(_ text: String) {
        contentBytes += text.utf8.count
        json.writeString(JSONValue.escaped(text))
    }

    mutating func write(_ piece: EscapedText) {
        contentBytes += piece.length
        json.writeImmutableBuffer(piece.json)
    }

    mutating func end() { json.writeStaticString("\"}") }
}

/// A text as it stands between a JSON string's quotes.
struct EscapedText: Sendable {
    let json: ByteBuffer
    /// Bytes of the text itself.
    let length: Int

    init(_ text: String) {
        json = ByteBuffer(string: JSONValue.escaped(text))
        length = text.utf8.count
    }
}
