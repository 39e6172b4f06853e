import NIOCore
import NIOSSL
import NIOTLS

/// What one upstream connection tells the exchange that uses it. Calls come on the connection's loop.
protocol UpstreamConnectionUser: AnyObject {
    /// Bytes of the answer came in.
    func upstreamRead(_ bytes: ByteBuffer)
    /// The read is over; events that are whole can go out.
    func upstreamClosed(_ error: (any Error)?)
}

/// A connection to the upstream as a channel handler: plain bytes both ways, read on demand.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Set while an exchange uses the connection; the exchange ends with ``close()`` or gives the connection back, so there is no lasting cycle.
    var user: (any UpstreamConnectionUser)?
    /// Told when the connection ends while it lies idle.
    var onIdleClose: (() -> Void)?
    private var context: ChannelHandlerContext?
    private var isPaused = false
    private(set) var isReady: Bool
    /// Told once: TLS is ready (or there is none), or the connection failed before.
    var onReady: ((Result<Void, any Error>) -> Void)?
    /// How many answers came over it before.
    var uses = 0

    init(isSecure: Bool) { isReady = !isSecure }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    var isOpen: Bool { context?.channel.isActive ?? false }

    func channelActive(context: ChannelHandlerContext) {
        if isReady { becomeReady(.success(())) }
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent, !isReady {
            isReady = true
            becomeReady(.success(()))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { user?.upstreamRead(unwrapInboundIn(data)) }

    func channelReadComplete(context: ChannelHandlerContext) { if !isPaused { context.read() } }

    func channelInactive(context: ChannelHandlerContext) { end(nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error)
        context.close(promise: nil)
    }

    func send(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    /// Stops or goes on reading, so that TCP holds the upstream back.
    func pause(_ isPaused: Bool) {
        guard self.isPaused != isPaused else { return }
        self.isPaused = isPaused
        if !isPaused { context?.read() }
    }

    func close() {
        user = nil
        onIdleClose = nil
        onReady = nil
        context?.close(mode: .all, promise: nil)
    }

    private func becomeReady(_ result: Result<Void, any Error>) {
        let onReady = onReady
        self.onReady = nil
        onReady?(result)
    }

    private func end(_ error: (any Error)?) {
        if onReady != nil { becomeReady(.failure(error ?? ChannelError.eof)) }
        let user = user
        self.user = nil
        user?.upstreamClosed(error)
        onIdleClose?()
        onIdleClose = nil
    }
}
