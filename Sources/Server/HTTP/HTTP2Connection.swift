import NIOCore
import NIOHPACK
import NIOHTTP2

/// One HTTP/2 connection between the codec and its streams: answers usual requests for files from their frames, without a channel for each, and
/// ends the connection when it idles, when its client takes nothing, and after a drain.
final class HTTP2Connection: ChannelInboundHandler, RegisteredConnection {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let worker: Worker
    private var context: ChannelHandlerContext?
    private var descriptor: CInt = -1
    /// Streams with a channel.
    private var streams = 0
    /// Streams that are answered here and not closed, and since when none of their bytes is known to have moved.
    private var direct: [HTTP2StreamID: NIODeadline] = [:]
    private var hasWritten = false
    private var idleSince: NIODeadline
    private var delivery = Delivery()
    private var acknowledged = 0
    private(set) var isMakingProgress = false
    private var isGoingAway = false

    /// How long a connection may wait for its next stream.
    private static let idleTime = TimeAmount.seconds(75)
    /// Most streams at a time; browsers expect about a hundred (RFC 9113 §6.5.2).
    static let streamLimit = 100
    /// Most bytes that wait on one stream before the relay holds the upstream back (docs/chat-relay.md §1.4).
    static let highWatermark = 256 << 10

    init(worker: Worker) {
        self.worker = worker
        idleSince = worker.eventLoop.now
    }

    /// Puts HTTP/2 on a channel. Floods of resets, control frames and CONTINUATION end the connection by the codec's own limits
    /// (CVE-2023-44487, CVE-2024-27316).
    static func configure(_ channel: any Channel, worker: Worker) throws {
        let connection = HTTP2Connection(worker: worker)
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: streamLimit),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 16 << 10),
        ]
        let bound = NIOLoopBound((worker, connection), eventLoop: worker.eventLoop)
        let multiplexer = HTTP2StreamMultiplexer(
            mode: .server, channel: channel, outboundBufferSizeHighWatermark: highWatermark,
            outboundBufferSizeLowWatermark: highWatermark / 4
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                let (worker, connection) = bound.value
                try stream.syncOptions?.setOption(.autoRead, value: false)
                try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                try stream.pipeline.syncOperations.addHandler(HTTPHandler(worker: worker, carrier: .stream(of: connection)))
            }
        }
        try channel.pipeline.syncOperations.addHandlers(
            NIOHTTP2Handler(mode: .server, connectionConfiguration: configuration), connection, multiplexer)
        // Back-pressure is the streams' flow control.
        try channel.syncOptions?.setOption(.autoRead, value: true)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        descriptor = SocketQueue.descriptor(of: context.channel) ?? -1
        worker.connections.add(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        (self.context, descriptor) = (nil, -1)
        worker.connections.remove(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        // A stream's fault was answered with a reset by the codec; the connection goes on.
        if !(error is NIOHTTP2Errors.StreamError) { context.close(promise: nil) }
    }

    // MARK: - Answers without a channel

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        if case .headers(let headers) = frame.payload, headers.endStream, answer(frame.streamID, headers.headers, context) { return }
        // Windows, priorities and resets of a stream that is answered here are the codec's alone.
        if !direct.isEmpty, direct[frame.streamID] != nil { return }
        context.fireChannelRead(data)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if hasWritten {
            hasWritten = false
            context.flush()
        }
        context.fireChannelReadComplete()
    }

    /// - Returns: False where a stream's channel is to answer.
    private func answer(_ stream: HTTP2StreamID, _ request: HPACKHeaders, _ context: ChannelHandlerContext) -> Bool {
        guard worker.core.settings.usesFastPath, !worker.isDraining, worker.core.parts.site == nil, direct[stream] == nil else {
            return false
        }
        worker.clock.update()
        guard let answer = worker.frames.answer(to: request, worker) else { return false }
        worker.metrics.countAnswer(.file, answer.status)
        direct[stream] = worker.clock.now
        hasWritten = true
        let head = HTTP2Frame.FramePayload.Headers(headers: answer.headers, endStream: answer.body == nil)
        context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: .headers(head))), promise: nil)
        if let body = answer.body {
            let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(body), endStream: true)
            context.write(wrapOutboundOut(HTTP2Frame(streamID: stream, payload: .data(data))), promise: nil)
        }
        return true
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let closed = event as? StreamClosedEvent, direct.removeValue(forKey: closed.streamID) != nil else {
            return context.fireUserInboundEventTriggered(event)
        }
        ended()
    }

    // MARK: - Streams with a channel

    func streamBegan() { streams += 1 }

    func streamEnded() {
        streams -= 1
        ended()
    }

    private var isIdle: Bool { streams == 0 && direct.isEmpty }

    private func ended() {
        idleSince = worker.eventLoop.now
        guard isIdle, worker.isDraining || isGoingAway else { return }
        goAway()
        closeSoon()
    }

    /// Closes behind what a stream that ends now still has to write.
    private func closeSoon() {
        worker.eventLoop.assumeIsolated().execute { [weak self] in
            guard let self, let context = self.context, self.isIdle else { return }
            let ping = HTTP2Frame(streamID: .rootStream, payload: .ping(HTTP2PingData(withInteger: 0), ack: false))
            // The last of the frames has left this process, and with it all before it.
            context.writeAndFlush(self.wrapOutboundOut(ping)).assumeIsolated().whenComplete { [weak self] _ in
                guard let self, self.isIdle else { return }
                self.context?.close(promise: nil)
            }
        }
    }

    // MARK: - Time

    var isAnswering: Bool {
        look(worker.eventLoop.now)
        return !direct.isEmpty || !delivery.isWhole
    }

    func tick(_ now: NIODeadline) {
        look(now)
        guard let context else { return }
        if isIdle, delivery.isWhole, now >= idleSince + Self.idleTime { return goAway() }
        if !isIdle || !delivery.isWhole { idleSince = now }
        let limit = worker.core.settings.timeouts.write
        if delivery.isStalled(now, limit: limit) { return context.close(promise: nil) }
        for (stream, since) in direct {
            if isMakingProgress {
                direct[stream] = now
            } else if now >= since + limit {
                let reset = HTTP2Frame(streamID: stream, payload: .rstStream(.cancel))
                context.writeAndFlush(wrapOutboundOut(reset), promise: nil)
            }
        }
    }

    /// Sees how far the client is with the connection as a whole.
    private func look(_ now: NIODeadline) {
        guard let context else { return }
        let buffered = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        let reached = SocketQueue.acknowledged(descriptor)
        delivery.look(handed: 0, waiting: buffered + SocketQueue.unacknowledged(descriptor), now)
        isMakingProgress = reached > acknowledged
        if isMakingProgress { delivery.sawProgress(now) }
        acknowledged = reached
    }

    // MARK: - The end

    func drain() { goAway() }
    func cutForDrain() { goAway() }

    /// No stream begins any more; with the last one the connection ends (RFC 9113 §6.8).
    private func goAway() {
        guard let context, !isGoingAway else { return }
        isGoingAway = true
        let frame = HTTP2Frame(streamID: .rootStream, payload: .goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        if isIdle { closeSoon() }
    }
}
