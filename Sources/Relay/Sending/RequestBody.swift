import Chat
import JSON
import NIOCore

/// The JSON that goes upstream: the parameters in the model's dialect, the operator's patch on them, then the messages as they stand.
enum RequestBody {
    /// - Parameter patch: `upstream.body`; it holds neither `messages` nor `stream`.
    static func bytes(_ request: ChatRequest, model: String, dialect: RequestDialect, patch: [JSONValue.Member]) -> ByteBuffer {
        var parameters = JSONValue.object(dialect.members(request, model: model))
        if !patch.isEmpty { parameters = parameters.merged(with: .object(patch)) }
        var text = parameters.json
        // An object's last brace makes room for the rest.
        text.removeLast()
        if text.utf8.count > 1 { text += "," }
        text += "\"stream\":\(request.stream),\"messages\":["
        var body = ByteBuffer()
        body.reserveCapacity(text.utf8.count + request.messagesJSON.readableBytes + 2)
        body.writeString(text)
        body.writeImmutableBuffer(request.messagesJSON)
        body.writeStaticString("]}")
        return body
    }

    /// Which of the fields that some vendors refuse a request holds.
    static func refusable(_ request: ChatRequest, dialect: RequestDialect, patch: [JSONValue.Member]) -> Set<RequestDialect.Field> {
        let sent = JSONValue.object(dialect.members(request, model: "")).merged(with: .object(patch))
        return Set(RequestDialect.Field.allCases.filter { sent[$0.rawValue] != nil })
    }
}
