import JSON
package import NIOCore

extension ErrorObject {
    /// `{"error":{"message","type","param","code"}}`, all four keys.
    package var jsonBytes: ByteBuffer { json.bytes }

    /// The same as one event of a stream.
    package var eventBytes: ByteBuffer { ByteBuffer(string: "data: \(json.json)\n\n") }

    private var json: JSONValue {
        .members([
            "error": .members([
                "message": .string(message), "type": .string(type), "param": param.map { .string($0) } ?? .null,
                "code": code.map { .string($0) } ?? .null,
            ])
        ])
    }

    /// Reads an upstream's error: an object as above, or `{"error": "text"}`; a code may be a number.
    /// - Returns: nil for anything else. Texts are as the upstream wrote them: redact before use.
    package init?(upstreamBody: ByteBuffer) {
        guard let value = try? JSONValue(parsing: upstreamBody), let error = value["error"] else { return nil }
        switch error {
        case .string(let text): self.init(message: text, type: "upstream_error")
        case .object:
            guard let message = error["message"]?.text else { return nil }
            let code: String? =
                switch error["code"] {
                case .string(let text): text
                case .number(let text, _): text
                default: nil
                }
            self.init(message: message, type: error["type"]?.text ?? "upstream_error", param: error["param"]?.text, code: code)
        default: return nil
        }
    }
}
