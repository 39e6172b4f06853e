import NIOCore

/// One channel to the store, from its dial to its end: commands are pipelined, replies come in their order. Each channel has its own, so that
/// the end of an old one is never taken for the end of the new.
final class RedisChannelHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var context: ChannelHandlerContext?
    private var waiting: [EventLoopPromise<RESPReply>] = []
    private var pending = ByteBuffer()
    private var onEnd: (() -> Void)?

    /// - Parameter onEnd: Called once when the channel takes no more commands.
    init(onEnd: @escaping () -> Void) { self.onEnd = onEnd }

    /// Sends a command. A reply that is an error fails the future with ``RedisFailure/refused(_:)``.
    func send(_ words: [String], on eventLoop: any EventLoop) -> EventLoopFuture<RESPReply> {
        guard let context, onEnd != nil else { return eventLoop.makeFailedFuture(RedisFailure.closed) }
        let promise = eventLoop.makePromise(of: RESPReply.self)
        var buffer = context.channel.allocator.buffer(capacity: 256)
        RESP.command(words, into: &buffer)
        waiting.append(promise)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        return promise.futureResult
    }

    /// Fails what waits and closes; after a reply that is missing or that makes no sense none of those behind it can be trusted.
    func end(_ failure: RedisFailure) {
        let (failed, onEnd) = (waiting, onEnd)
        waiting = []
        self.onEnd = nil
        context?.close(promise: nil)
        onEnd?()
        for promise in failed { promise.fail(failure) }
    }

    // MARK: - ChannelInboundHandler

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        do {
            while !waiting.isEmpty, let reply = try RESP.reply(from: &pending) {
                let promise = waiting.removeFirst()
                if case .error(let text) = reply { promise.fail(RedisFailure.refused(text)) } else { promise.succeed(reply) }
            }
        } catch {
            end(.malformed)
        }
        pending.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) { end(.closed) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { end(.closed) }
}
