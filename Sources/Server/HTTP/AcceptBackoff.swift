import Glibc
import NIOCore

/// Rests a listener for a moment when there is no descriptor or memory for another connection; the kernel's queue holds who waits.
///
/// NIO's `AcceptBackoffHandler` only delays the next read: after an accept that failed at once the listener stays registered, and every turn
/// of the loop fails anew.
final class AcceptBackoff: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let time = TimeAmount.milliseconds(200)
    private static let shortages: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM]

    private var isResting = false

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.shortages.contains(error.errnoCode) else { return context.fireErrorCaught(error) }
        guard !isResting else { return }
        isResting = true
        let channel = context.channel
        Self.setReading(false, channel)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.time) {
            self.isResting = false
            Self.setReading(true, channel)
        }
    }

    /// A listener that is closed by now has nothing to read.
    private static func setReading(_ reads: Bool, _ channel: any Channel) {
        guard channel.isActive else { return }
        try? channel.syncOptions?.setOption(.autoRead, value: reads)
    }

    /// Adds one to a listener.
    @Sendable static func add(to listener: any Channel) -> EventLoopFuture<Void> {
        listener.eventLoop.makeCompletedFuture { try listener.pipeline.syncOperations.addHandler(AcceptBackoff()) }
    }
}
