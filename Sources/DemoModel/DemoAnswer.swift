import Chat
import JSON
package import NIOCore

/// An answer of the demo model, in the wire format of the API (docs/chat-relay.md §3).
package struct DemoAnswer: Sendable {
    /// The text cut as a tokenizer would, at most as many pieces as tokens were allowed.
    package let pieces: [String]
    /// `stop`, or `length` where the limit cut the text.
    package let finishReason: String
    /// Estimate: a quarter of the prompt's bytes.
    package let promptTokens: Int

    /// The whole answer.
    package var text: String { pieces.joined() }
    /// A piece counts as a token.
    package var completionTokens: Int { pieces.count }

    init(text: String, promptTokens: Int, limit: Int) {
        let all = Self.pieces(of: text)
        pieces = Array(all.prefix(limit))
        finishReason = all.count > limit ? "length" : "stop"
        self.promptTokens = promptTokens
    }

    /// The events of a stream, each whole; the last is `[DONE]`.
    ///
    /// - Parameter created: Seconds since 1970.
    package func events(id: String, created: Int64, includeUsage: Bool) -> [ByteBuffer] {
        func chunk(_ choices: JSONValue, usage: JSONValue?) -> ByteBuffer {
            let chunk = JSONValue.members([
                "id": .string(id), "object": .string("chat.completion.chunk"), "created": .integer(Int(created)),
                "model": .string(DemoModel.name),
                "choices": choices, "usage": usage,
            ])
            return ByteBuffer(string: "data: \(chunk.json)\n\n")
        }
        func delta(_ delta: JSONValue, finish: JSONValue = .null) -> ByteBuffer {
            chunk(.array([.members(["index": .integer(0), "delta": delta, "finish_reason": finish])]), usage: includeUsage ? .null : nil)
        }
        var events = [delta(.members(["role": .string("assistant"), "content": .string("")]))]
        events += pieces.map { delta(.members(["content": .string($0)])) }
        events.append(delta(.object([]), finish: .string(finishReason)))
        if includeUsage { events.append(chunk(.array([]), usage: usage)) }
        return events + [ByteBuffer(string: "data: [DONE]\n\n")]
    }

    /// A plain completion.
    package func completion(id: String, created: Int64) -> ByteBuffer {
        let message = JSONValue.members(["role": .string("assistant"), "content": .string(text), "refusal": .null])
        return JSONValue.members([
            "id": .string(id), "object": .string("chat.completion"), "created": .integer(Int(created)), "model": .string(DemoModel.name),
            "choices": .array([.members(["index": .integer(0), "message": message, "finish_reason": .string(finishReason)])]),
            "usage": usage,
        ]).bytes
    }

    private var usage: JSONValue {
        .members([
            "prompt_tokens": .integer(promptTokens), "completion_tokens": .integer(completionTokens),
            "total_tokens": .integer(promptTokens + completionTokens),
        ])
    }

    /// Words with the blank before them; long ones in parts of six characters.
    private static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        for character in text {
            let begins = character == " " || character == "\n" || character == "["
            if !current.isEmpty, begins && current.last != " " && current.last != "\n" || current.count >= 6 && character.isLetter {
                pieces.append(current)
                current = ""
            }
            current.append(character)
        }
        return current.isEmpty ? pieces : pieces + [current]
    }
}
