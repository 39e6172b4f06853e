import Assets
import NIOCore
import NIOHTTP1

/// The way out of one HTTP/1.1 connection, or of one HTTP/2 stream: the only place that knows what is framed, what was handed to the carrier, and
/// what of it the client has taken. Used on its loop only.
///
/// On a plain connection bytes go straight to the socket while the channel holds none, which three invariants keep right; debug builds assert them:
/// the channel holds no bytes that have to go first, the outbox holds one connection's bytes alone, and the descriptor is the open channel's.
final class ResponseWriter: OutboxOwner {
    /// What carries the messages.
    enum Carrier {
        case plain
        case tls
        /// A stream of an HTTP/2 connection: one request, framed by its codec.
        case stream(of: HTTP2Connection)
    }

    let carrier: Carrier
    private let worker: Worker
    /// Where bytes go out: nothing between it and the socket (or TLS) looks at them, so they pass no other handler. On a stream, the handler's own.
    private var outlet: ChannelHandlerContext?
    /// While a read is handled, whose answers go out together at its end.
    var isReading = false
    private var hasWritten = false
    /// Bytes given to the carrier so far, heads and framing included.
    private(set) var handed = 0
    /// On a stream, how many of them its connection has sent.
    private var confirmed = 0
    /// The socket; -1 on a stream and from the connection's end on.
    private var descriptor: CInt = -1
    /// Whether bytes may go past the channel at all.
    private var isDirect = false
    /// Whether the channel was given bytes and may hold some of them still.
    private var channelHolds = false
    /// Whether the answer's body goes out in chunks.
    private var isChunked = false

    /// Most bytes of one write on a stream, so that a client's progress shows.
    private static let pieceSize = 16 << 10

    init(worker: Worker, carrier: Carrier) {
        self.worker = worker
        self.carrier = carrier
    }

    var isStream: Bool { if case .stream = carrier { true } else { false } }

    /// - Parameter outlet: The first handler behind the socket or TLS; on a stream the last behind its codec.
    func open(_ outlet: ChannelHandlerContext) {
        self.outlet = outlet
        guard !isStream else { return }
        descriptor = SocketQueue.descriptor(of: outlet.channel) ?? -1
        if case .plain = carrier { isDirect = worker.core.settings.writesDirectly && descriptor >= 0 }
    }

    /// From now on the channel sends: the connection ends, and its descriptor may soon be another's.
    func leaveSocket() {
        isDirect = false
        spill()
    }

    /// The channel is closed.
    func close() {
        leaveSocket()
        descriptor = -1
        outlet = nil
    }

    // MARK: - What the client has

    /// Bytes that have not left this process; a stream's connection may hold them.
    var unflushed: Int {
        guard !isStream else { return handed - confirmed }
        // Only an embedded channel of a test does not know.
        return (try? outlet?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Bytes that the client has not taken.
    var waiting: Int { unflushed + SocketQueue.unacknowledged(descriptor) }

    /// Calls back once everything that was written has left this process, or cannot any more.
    func whenFlushed(_ action: @escaping () -> Void) {
        guard let outlet, !isStream else { return action() }
        flush()
        isDirect = false
        outlet.writeAndFlush(NIOAny(ByteBuffer())).assumeIsolated().whenComplete { _ in action() }
    }

    // MARK: - Answers

    /// Whether and how the connection lives on, as the head has to say it.
    struct Manner {
        var keepsAlive: Bool
        var isHTTP10: Bool
        /// Whether only the head is wanted.
        var isHead: Bool
    }

    func writeContinue() {
        guard isStream else { return write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")) }
        writePart(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }

    /// A whole answer, or the head and the beginning of one; `isMoreToCome`: the rest follows, and with it the flush.
    func answer(_ status: Int, _ fields: [(name: String, value: String)], _ body: ByteBuffer?, _ manner: Manner, isMoreToCome: Bool = false)
    {
        let body = manner.isHead ? nil : body
        guard !isStream else { return answerPart(status, fields, body) }
        var message = ResponseText.head(
            status, date: worker.clock.date, fields, keepsAlive: manner.keepsAlive, isHTTP10: manner.isHTTP10)
        if let body, body.readableBytes > Self.pieceSize {
            writeLater(message)
            message = body
        } else if let body {
            message.writeImmutableBuffer(body)
        }
        if isMoreToCome { writeLater(message) } else { write(message) }
    }

    /// A prerendered answer of a persistent HTTP/1.1 connection.
    func write(_ answer: PrerenderedResponse, isHead: Bool) {
        let count = isHead ? answer.headLength : answer.message.readableBytes
        if goesStraight, worker.outbox.append(answer.message, count: count, date: worker.clock.dateBytes, at: answer.dateOffset, of: self) {
            handed += count
            hasWritten = true
        } else if isHead || count > Self.pieceSize {
            writeLater(answer.head(date: worker.clock.dateBytes))
            if !isHead { writeLater(answer.body) }
        } else {
            // One buffer, and with TLS one record.
            writeLater(answer.dated(worker.clock.dateBytes))
        }
        if !isReading { flush() }
    }

    /// The head of an answer of unknown length, for the next flush: in chunks, on a stream as it comes, to an HTTP/1.0 client up to the close.
    func beginBody(_ status: Int, _ fields: [(name: String, value: String)], _ manner: Manner) {
        isChunked = !isStream && !manner.isHTTP10
        answer(status, isChunked ? fields + [("transfer-encoding", "chunked")] : fields, nil, manner, isMoreToCome: true)
    }

    /// More of the answer's body; it goes out with the next flush.
    func send(_ bytes: ByteBuffer) {
        guard isChunked else { return writeLater(bytes) }
        if goesStraight, worker.outbox.appendChunk(bytes, of: self) {
            handed += bytes.readableBytes + ResponseText.chunkFraming
            hasWritten = true
            return
        }
        writeLater(ResponseText.chunk(bytes))
    }

    /// The body's end, where its framing has one of its own.
    func end() {
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
            return flush()
        }
        handed += bytes.readableBytes
        let sent = bytes.withUnsafeReadableBytes { SocketQueue.send($0, to: descriptor) }
        guard sent < bytes.readableBytes else { return }
        if let rest = bytes.getSlice(at: bytes.readerIndex + sent, length: bytes.readableBytes - sent) { giveChannel(rest, andFlush: true) }
    }

    /// Writes what the next flush sends.
    func writeLater(_ bytes: ByteBuffer) {
        guard !isStream else { return writeToStream(bytes) }
        handed += bytes.readableBytes
        hasWritten = true
        if goesStraight, worker.outbox.append(bytes, of: self) { return }
        spill()
        giveChannel(bytes, andFlush: false)
    }

    /// Writes and flushes through the channel; the future completes once all has left this process.
    func writeThroughChannel(_ bytes: ByteBuffer) -> EventLoopFuture<Void>.Isolated? {
        guard let outlet else { return nil }
        guard !isStream else {
            let promise = outlet.eventLoop.makePromise(of: Void.self)
            writeToStream(bytes, promise)
            flush()
            return promise.futureResult.assumeIsolated()
        }
        spill()
        handed += bytes.readableBytes
        (channelHolds, hasWritten) = (true, false)
        return outlet.writeAndFlush(NIOAny(bytes)).assumeIsolated()
    }

    /// Sends part of a file from the kernel's memory to the socket, as much as both allow without waiting.
    ///
    /// They are copied on the way: sendfile(2) gives the socket the file's own pages, and one that is written over meanwhile would go out torn.
    /// - Returns: How many went; 0 where the channel has to carry them, the socket is full, the file has changed, or a disk has to bring them.
    func sendFile(_ file: OpenFile, at offset: Int64, atMost limit: Int) -> Int {
        flush()
        var done = 0
        while done < limit, goesStraight {
            let buffer = worker.pieces.buffer
            let count = file.readFromMemory(
                at: offset + Int64(done), into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(limit - done)))
            guard count > 0, file.isUnchanged else { break }
            let sent = SocketQueue.send(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: descriptor)
            done += sent
            handed += sent
            guard sent == count else { break }
        }
        return done
    }

    /// Sends what was written: a stream does not wait for the end of a read.
    func flush() {
        guard hasWritten else { return }
        hasWritten = false
        guard worker.outbox.owner === self else {
            outlet?.flush()
            return
        }
        assertStraight()
        if let rest = worker.outbox.send(to: descriptor) { giveChannel(rest, andFlush: true) }
    }

    /// Whether bytes may go to the socket past the channel: it holds none that have to go first. The outbox is then free for them.
    private var goesStraight: Bool {
        guard isDirect else { return false }
        if channelHolds {
            guard unflushed == 0 else { return false }
            channelHolds = false
        }
        if let other = worker.outbox.owner, other !== self { other.spill() }
        assertStraight()
        return true
    }

    private func assertStraight() {
        assert(unflushed == 0, "bytes in the channel would be overtaken")
        assert(worker.outbox.owner.map { $0 === self } ?? true, "the outbox holds another connection's bytes")
        assert(
            outlet.map { $0.channel.isActive && SocketQueue.descriptor(of: $0.channel) == descriptor } ?? false,
            "the descriptor is not ours")
    }

    /// Gives what waits in the outbox to the channel, to be flushed with what follows.
    func spill() {
        guard worker.outbox.owner === self else { return }
        giveChannel(worker.outbox.takeAll(), andFlush: false)
    }

    private func giveChannel(_ bytes: ByteBuffer, andFlush: Bool) {
        channelHolds = true
        if andFlush { outlet?.writeAndFlush(NIOAny(bytes), promise: nil) } else { outlet?.write(NIOAny(bytes), promise: nil) }
    }

    // MARK: - A stream's parts

    private func answerPart(_ status: Int, _ fields: [(name: String, value: String)], _ body: ByteBuffer?) {
        var headers = HTTPHeaders([("date", worker.clock.date)])
        headers.add(contentsOf: fields.map { ($0.name, $0.value) })
        writePart(.head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: status), headers: headers)))
        guard let body, body.readableBytes > 0 else { return }
        writeToStream(body)
        if !isReading { flush() }
    }

    /// In pieces, each of which tells when its connection has sent it.
    private func writeToStream(_ bytes: ByteBuffer, _ whenAll: EventLoopPromise<Void>? = nil) {
        guard let outlet else { return whenAll?.fail(ChannelError.ioOnClosedChannel) ?? () }
        hasWritten = true
        var rest = bytes
        while rest.readableBytes > 0, let piece = rest.readSlice(length: min(rest.readableBytes, Self.pieceSize)) {
            let count = piece.readableBytes
            handed += count
            let promise = outlet.eventLoop.makePromise(of: Void.self)
            promise.futureResult.assumeIsolated().whenComplete { [weak self] _ in self?.confirmed += count }
            if rest.readableBytes == 0 { promise.futureResult.cascade(to: whenAll) }
            outlet.write(NIOAny(HTTPServerResponsePart.body(.byteBuffer(piece))), promise: promise)
        }
        if bytes.readableBytes == 0 { whenAll?.succeed() }
    }

    private func writePart(_ part: HTTPServerResponsePart) {
        guard let outlet else { return }
        guard isReading else { return outlet.writeAndFlush(NIOAny(part), promise: nil) }
        hasWritten = true
        outlet.write(NIOAny(part), promise: nil)
    }
}
