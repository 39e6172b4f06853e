import NIOCore
import NIOSSL
import NIOTLS

/// What one upstream connection tells the exchange that uses it. Calls come on the connection's loop.
protocol UpstreamConnectionUser: AnyObject {
    /// Bytes of the answer came in.
    func upstreamRead(_ bytes: ByteBuffer)
    /// The connection ended, by itself or with an error.
    func upstreamClosed(_ error: (any Error)?)
}

/// A connection to the upstream as a channel handler: plain bytes both ways, read on demand.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Whom the connection serves now. An exchange ends with ``close()`` or gives the connection back, so there is no lasting cycle.
    private enum State {
        /// TCP or TLS is not ready; told once how that went.
        case opening((Result<UpstreamConnection, any Error>) -> Void)
        case used(any UpstreamConnectionUser)
        /// The exchange is over, the rest of its answer is on its way; told once whether all of it came.
        case finishing(ResponseTail, (_ isReusable: Bool) -> Void)
        /// Nobody uses it; told when it ends.
        case idle(onClose: () -> Void)
        case closed
    }

    private var state: State
    private let isSecure: Bool
    private var context: ChannelHandlerContext?
    private var isPaused = false

    /// - Parameter onReady: Called once: TLS is ready (or there is none), or the connection failed before.
    init(isSecure: Bool, onReady: @escaping (Result<UpstreamConnection, any Error>) -> Void = { _ in }) {
        self.isSecure = isSecure
        state = .opening(onReady)
    }

    var isOpen: Bool { context?.channel.isActive ?? false }

    /// Whether it was given up, perhaps before it was open.
    var isClosed: Bool { if case .closed = state { true } else { false } }

    // MARK: - What it is used for

    /// Serves an exchange from here on.
    func serve(_ user: any UpstreamConnectionUser) { state = .used(user) }

    /// Reads the rest of an answer that nobody waits for.
    ///
    /// - Parameter ended: Called once; `true`: all is in and the connection can serve again, `false`: it is closed.
    func finish(_ tail: ResponseTail, ended: @escaping (_ isReusable: Bool) -> Void) {
        state = .finishing(tail, ended)
        pause(false)
    }

    /// Lies unused until ``serve(_:)``.
    func rest(onClose: @escaping () -> Void) {
        state = .idle(onClose: onClose)
        pause(false)
    }

    func send(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    /// Stops or goes on reading, so that TCP holds the upstream back.
    func pause(_ isPaused: Bool) {
        guard self.isPaused != isPaused else { return }
        self.isPaused = isPaused
        if !isPaused { context?.read() }
    }

    /// Ends it; its user is told nothing more.
    func close() {
        state = .closed
        context?.close(mode: .all, promise: nil)
    }

    /// It could not be opened, or ended.
    func end(_ error: (any Error)?) {
        let last = state
        state = .closed
        switch last {
        case .opening(let onReady): onReady(.failure(error ?? ChannelError.eof))
        case .used(let user): user.upstreamClosed(error)
        case .finishing(_, let ended): ended(false)
        case .idle(let onClose): onClose()
        case .closed: break
        }
    }

    private func becomeReady() {
        guard case .opening(let onReady) = state else { return }
        state = .idle(onClose: {})
        onReady(.success(self))
    }

    // MARK: - ChannelInboundHandler

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { becomeReady() }
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent { becomeReady() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .used(let user): user.upstreamRead(unwrapInboundIn(data))
        case .finishing(var tail, let ended):
            // Not held twice while it changes.
            state = .closed
            switch tail.feed(unwrapInboundIn(data)) {
            case .open: state = .finishing(tail, ended)
            case .whole:
                state = .idle(onClose: {})
                ended(true)
            case .broken:
                context.close(promise: nil)
                ended(false)
            }
        case .idle:
            // Nobody asked, so what comes next would be taken for another's answer.
            end(nil)
            context.close(promise: nil)
        case .opening, .closed: break
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { if !isPaused { context.read() } }

    func channelInactive(context: ChannelHandlerContext) { end(nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error)
        context.close(promise: nil)
    }
}
