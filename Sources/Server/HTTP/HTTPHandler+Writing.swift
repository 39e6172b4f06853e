import NIOCore
import NIOHTTP1
import Synchronization

/// Answers on their way out: as text on an HTTP/1.1 connection, as parts on an HTTP/2 stream.
extension HTTPHandler: OutboxOwner {
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
        // A chat is counted at its end, by what became of it.
        if validation.route != .chat { loop.metrics.countAnswer(validation.route, status) }
        let keepsAlive = validation.keepsAlive && !loop.core.isDraining.load(ordering: .relaxed)
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
        if !isChunked, !isStream { validation.keepsAlive = false }
        answer(status, isChunked ? fields + [("transfer-encoding", "chunked")] : fields, nil, isMoreToCome: true)
    }

    /// More of the answer's body; it goes out with the next flush.
    func send(_ bytes: ByteBuffer) {
        guard isChunked else { return writeLater(bytes) }
        if goesStraight, loop.outbox.appendChunk(bytes, of: self) { return hasWritten = true }
        writeLater(ResponseText.chunk(bytes))
    }

    /// The body's end, where its framing has one of its own.
    func endBody() {
        if isStream { return writePart(.end(nil)) }
        guard isChunked else { return }
        isChunked = false
        write(ByteBuffer(staticString: "0\r\n\r\n"))
    }

    // MARK: - Bytes

    /// Writes now, or with the rest of this read.
    func write(_ bytes: ByteBuffer) { if isReading { writeLater(bytes) } else { writeNow(bytes) } }

    /// Writes at once, behind what waits for its flush.
    func writeNow(_ bytes: ByteBuffer) {
        guard !hasWritten, goesStraight else {
            writeLater(bytes)
            return flushNow()
        }
        let sent = bytes.withUnsafeReadableBytes { Outbox.send($0, to: descriptor) }
        guard sent < bytes.readableBytes else { return }
        if let rest = bytes.getSlice(at: bytes.readerIndex + sent, length: bytes.readableBytes - sent) { writeAndFlushByChannel(rest) }
    }

    /// Writes what the next flush sends.
    func writeLater(_ bytes: ByteBuffer) {
        hasWritten = true
        if goesStraight, loop.outbox.append(bytes, of: self) { return }
        spill()
        channelHolds = true
        outlet?.write(wrapped(bytes), promise: nil)
    }

    /// Sends what was written: a stream does not wait for the end of a read.
    func flushNow() {
        guard hasWritten else { return }
        hasWritten = false
        guard loop.outbox.owner === self else {
            outlet?.flush()
            return
        }
        if let rest = loop.outbox.send(to: descriptor) { writeAndFlushByChannel(rest) }
    }

    /// Whether bytes may go to the socket past the channel: it holds none that have to go first. The outbox is then free for them.
    private var goesStraight: Bool {
        guard descriptor >= 0 else { return false }
        if channelHolds {
            guard unsentBytes == 0 else { return false }
            channelHolds = false
        }
        if let other = loop.outbox.owner, other !== self { other.spill() }
        return true
    }

    /// Gives what waits in the outbox to the channel, to be flushed with what follows.
    func spill() {
        guard loop.outbox.owner === self else { return }
        channelHolds = true
        outlet?.write(wrapped(loop.outbox.takeAll()), promise: nil)
    }

    /// What the socket did not take waits in the channel.
    private func writeAndFlushByChannel(_ bytes: ByteBuffer) {
        channelHolds = true
        outlet?.writeAndFlush(wrapped(bytes), promise: nil)
    }

    /// From now on, the channel sends: the connection ends, and its descriptor may soon be another's.
    func leaveSocket() {
        descriptor = -1
        spill()
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
