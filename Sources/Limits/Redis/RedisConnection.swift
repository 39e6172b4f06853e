import NIOCore
import NIOPosix

/// One connection of one event loop, made on demand and again after it broke. Commands are pipelined; replies come in their order. Our own
/// because no Redis client is among the packages that we may depend on, and one command is all that is needed.
final class RedisConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum Failure: Error {
        case closed, timedOut, malformed
        case refused(String)
    }

    private let address: RedisAddress
    private let eventLoop: any EventLoop
    private var channel: EventLoopFuture<any Channel>?
    private var waiting: [EventLoopPromise<RESPReply>] = []
    private var pending = ByteBuffer()
    /// No new connection is tried before this moment.
    private var restsUntil: NIODeadline?

    /// How long a reply may take before the limiter goes on without the store.
    static let replyTime = TimeAmount.milliseconds(500)
    /// How long a store that could not be reached is left alone.
    static let restTime = TimeAmount.seconds(2)

    init(_ address: RedisAddress, on eventLoop: any EventLoop) {
        self.address = address
        self.eventLoop = eventLoop
    }

    /// Sends one command. On the connection's event loop.
    func send(_ words: [String]) -> EventLoopFuture<RESPReply> {
        if let restsUntil, eventLoop.now < restsUntil { return eventLoop.makeFailedFuture(Failure.closed) }
        let channel = channel ?? connect()
        self.channel = channel
        let promise = eventLoop.makePromise(of: RESPReply.self)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        channel.assumeIsolated().whenComplete { result in
            switch result {
            case .success(let channel): self.write(words, promise, on: channel)
            case .failure(let error):
                self.channel = nil
                self.restsUntil = self.eventLoop.now + Self.restTime
                promise.fail(error)
            }
        }
        let timeout = eventLoop.scheduleTask(in: Self.replyTime) {
            // Replies come in order: after one that is missing none can be trusted.
            promise.fail(Failure.timedOut)
            bound.value.drop()
        }
        promise.futureResult.whenComplete { _ in timeout.cancel() }
        return promise.futureResult
    }

    private func write(_ words: [String], _ promise: EventLoopPromise<RESPReply>, on channel: any Channel) {
        var buffer = channel.allocator.buffer(capacity: 256)
        RESP.command(words, into: &buffer)
        waiting.append(promise)
        channel.writeAndFlush(buffer, promise: nil)
    }

    private func connect() -> EventLoopFuture<any Channel> {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.replyTime)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(bound.value) }
            }
            .connect(host: address.host, port: address.port)
            .assumeIsolated().map { channel in
                self.greet(channel)
                return channel
            }.nonisolated()
    }

    /// Signs in and chooses the database; a refusal shows in the replies that follow.
    private func greet(_ channel: any Channel) {
        if let password = address.password {
            write(["AUTH"] + (address.user.map { [$0] } ?? []) + [password], eventLoop.makePromise(), on: channel)
        }
        if address.database != 0 { write(["SELECT", "\(address.database)"], eventLoop.makePromise(), on: channel) }
    }

    private func drop() {
        channel?.whenSuccess { $0.close(promise: nil) }
        channel = nil
    }

    // MARK: - ChannelInboundHandler

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        pending.writeBuffer(&bytes)
        do {
            while !waiting.isEmpty, let reply = try RESP.reply(from: &pending) {
                let promise = waiting.removeFirst()
                if case .error(let text) = reply { promise.fail(Failure.refused(text)) } else { promise.succeed(reply) }
            }
        } catch {
            context.close(promise: nil)
        }
        pending.discardReadBytes()
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        pending.clear()
        let failed = waiting
        waiting = []
        for promise in failed { promise.fail(Failure.closed) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
