import NIOCore
import NIOTLS

/// Waits for TLS's handshake and puts on the channel what ALPN agreed on (RFC 7301): HTTP/2, else HTTP/1.1.
final class ProtocolChoice: ChannelInboundHandler, RemovableChannelHandler, RegisteredConnection {
    typealias InboundIn = ByteBuffer

    private let worker: Worker
    private var context: ChannelHandlerContext?
    private let deadline: NIODeadline
    private let configure: (any Channel, Bool) throws -> Void

    /// - Parameter configure: Puts HTTP/2 (true) or HTTP/1.1 on the channel.
    init(worker: Worker, configure: @escaping (any Channel, Bool) throws -> Void) {
        self.worker = worker
        self.configure = configure
        deadline = worker.eventLoop.now + worker.core.settings.timeouts.header
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func channelActive(context: ChannelHandlerContext) {
        worker.connections.add(self)
        context.fireChannelActive()
        context.read()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.fireChannelReadComplete()
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) { leave() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        let channel = context.channel
        leave()
        do {
            try configure(channel, negotiated == "h2")
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch { channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func leave() {
        worker.connections.remove(self)
        context = nil
    }

    let isAnswering = false
    func tick(_ now: NIODeadline) { if now >= deadline { context?.close(promise: nil) } }
    func drain() { context?.close(promise: nil) }
    func cutForDrain() { drain() }
}
