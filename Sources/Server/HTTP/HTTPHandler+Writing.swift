import NIOCore
import NIOHTTP1
import Synchronization

/// Answers on their way out: as text on an HTTP/1.1 connection, as parts on an HTTP/2 stream.
extension HTTPHandler {
    private var isStream: Bool { if case .stream = carrier { true } else { false } }
    /// Whether answers go out as the text of HTTP/1.1.
    var isText: Bool { !isStream }

    func continueRequest() {
        guard isStream else { return write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")) }
        writePart(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }

    /// A whole answer, or the head and the beginning of one; `isMoreToCome`: the rest follows, and with it the flush.
    func answer(_ status: Int, _ fields: [(name: String, value: String)], _ bytes: ByteBuffer?, isMoreToCome: Bool = false) {
        record?.status = status
        let keepsAlive = judgement.keepsAlive && !loop.core.isDraining.load(ordering: .relaxed)
        let body = head.method == .HEAD ? nil : bytes
        guard !isStream else { return answerPart(status, fields, body) }
        var message = ResponseText.head(status, date: loop.date, fields, keepsAlive: keepsAlive, isHTTP10: head.version.minor == 0)
        if let body { message.writeImmutableBuffer(body) }
        if isMoreToCome { writeLater(message) } else { write(message) }
    }

    /// The head of an answer whose length is not known: in chunks, on a stream as it comes, to an HTTP/1.0 client up to the close.
    /// It goes out with the next flush.
    func beginBody(_ status: Int, _ fields: [(name: String, value: String)]) {
        isChunked = !isStream && head.version.minor >= 1
        if !isChunked, !isStream { judgement.keepsAlive = false }
        answer(status, isChunked ? fields + [("transfer-encoding", "chunked")] : fields, nil, isMoreToCome: true)
    }

    /// More of the answer's body; it goes out with the next flush.
    func send(_ bytes: ByteBuffer) { writeLater(isChunked ? ResponseText.chunk(bytes) : bytes) }

    /// The body's end, where its framing has one of its own.
    func endBody() {
        if isStream { return writePart(.end(nil)) }
        guard isChunked else { return }
        isChunked = false
        write(ByteBuffer(staticString: "0\r\n\r\n"))
    }

    // MARK: - Bytes

    /// Writes now, or with the rest of this read.
    func write(_ bytes: ByteBuffer) {
        guard isReading else {
            hasWritten = false
            outlet?.writeAndFlush(wrapped(bytes), promise: nil)
            return
        }
        writeLater(bytes)
    }

    /// Writes what the next flush sends.
    private func writeLater(_ bytes: ByteBuffer) {
        hasWritten = true
        outlet?.write(wrapped(bytes), promise: nil)
    }

    /// Sends what was written: a stream does not wait for the end of a read.
    func flushNow() {
        guard hasWritten else { return }
        hasWritten = false
        outlet?.flush()
    }

    func wrapped(_ bytes: ByteBuffer) -> NIOAny {
        isStream ? NIOAny(HTTPServerResponsePart.body(.byteBuffer(bytes))) : NIOAny(bytes)
    }

    // MARK: - A stream's parts

    private func answerPart(_ status: Int, _ fields: [(name: String, value: String)], _ body: ByteBuffer?) {
        var headers = HTTPHeaders([("date", loop.date)])
        headers.add(contentsOf: fields.map { ($0.name, $0.value) })
        writePart(.head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)))
        if let body { write(body) }
    }

    private func writePart(_ part: HTTPServerResponsePart) {
        guard let context else { return }
        guard isReading else { return context.writeAndFlush(NIOAny(part), promise: nil) }
        hasWritten = true
        context.write(NIOAny(part), promise: nil)
    }
}
