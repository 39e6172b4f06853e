import NIOCore
import NIOHTTP2
import Synchronization

/// One HTTP/2 connection beside its streams: ends it when it idles, when its client takes nothing, and after a drain.
final class HTTP2Connection: ChannelInboundHandler, LoopMember {
    typealias InboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private let loop: LoopContext
    private var context: ChannelHandlerContext?
    private var streams = 0
    private var idleSince: NIODeadline
    private var unsent: (bytes: Int, since: NIODeadline)?
    private var isGoingAway = false

    /// How long a connection may wait for its next stream.
    private static let idleTime = TimeAmount.seconds(75)

    init(loop: LoopContext) {
        self.loop = loop
        idleSince = loop.eventLoop.now
    }

    /// Most streams at a time; browsers expect about a hundred (RFC 9113 §6.5.2).
    static let streamLimit = 100
    /// Most bytes that wait on one stream before the relay holds the upstream back (relay-scenarios.md, "A slow client").
    static let highWatermark = 256 << 10

    /// Puts HTTP/2 on a channel. Floods of resets, control frames and CONTINUATION end the connection by the codec's own limits
    /// (CVE-2023-44487, CVE-2024-27316).
    static func configure(_ channel: any Channel, loop: LoopContext) throws {
        let connection = HTTP2Connection(loop: loop)
        var connectionConfiguration = NIOHTTP2Handler.ConnectionConfiguration()
        connectionConfiguration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: streamLimit),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 16 << 10),
        ]
        var streamConfiguration = NIOHTTP2Handler.StreamConfiguration()
        streamConfiguration.outboundBufferSizeHighWatermark = highWatermark
        streamConfiguration.outboundBufferSizeLowWatermark = highWatermark / 4
        let bound = NIOLoopBound((loop, connection), eventLoop: loop.eventLoop)
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connectionConfiguration, streamConfiguration: streamConfiguration
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                let (loop, connection) = bound.value
                try stream.syncOptions?.setOption(.autoRead, value: false)
                try stream.pipeline.syncOperations.addHandler(HTTP2FramePayloadToHTTP1ServerCodec())
                try stream.pipeline.syncOperations.addHandler(HTTPHandler(loop: loop, carrier: .stream(of: connection)))
            }
        }
        try channel.pipeline.syncOperations.addHandler(connection)
        // Back-pressure is the streams' flow control.
        try channel.syncOptions?.setOption(.autoRead, value: true)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.remove(self)
        self.context = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A stream's fault was answered with a reset by the codec; the connection goes on.
        if !(error is NIOHTTP2Errors.StreamError) { context.close(promise: nil) }
    }

    func streamBegan() { streams += 1 }

    func streamEnded() {
        streams -= 1
        idleSince = loop.eventLoop.now
        if loop.core.isDraining.load(ordering: .relaxed) { goAway() }
        if isGoingAway, streams == 0 { closeSoon() }
    }

    /// Closes after what a stream that ends now still has to flush.
    private func closeSoon() {
        loop.eventLoop.assumeIsolated().execute { [weak self] in
            guard let self, self.streams == 0 else { return }
            self.context?.close(promise: nil)
        }
    }

    func look(_ now: NIODeadline) {
        guard let context else { return }
        if streams == 0, now >= idleSince + Self.idleTime { return goAway() }
        guard let waiting = try? context.channel.syncOptions?.getOption(.bufferedWritableBytes), waiting > 0 else { return unsent = nil }
        guard let unsent, unsent.bytes == waiting else { return unsent = (waiting, now) }
        if now >= unsent.since + loop.core.settings.timeouts.write { context.close(promise: nil) }
    }

    func drain() { goAway() }
    func cutForDrain() { if streams == 0 { context?.close(promise: nil) } else { goAway() } }

    /// No stream begins any more; with the last one the connection ends (RFC 9113 §6.8).
    private func goAway() {
        guard let context, !isGoingAway else { return }
        isGoingAway = true
        let frame = HTTP2Frame(streamID: .rootStream, payload: .goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
        if streams == 0 { closeSoon() }
    }
}
