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
}
