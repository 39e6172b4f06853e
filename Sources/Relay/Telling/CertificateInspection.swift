import Glibc
import NIOCore
import NIOSSL

/// Finds out why an upstream's certificate was not taken. TLS says only that it was not; what is wrong shows in the certificate itself, so it is
/// fetched once more and looked at. Nothing is sent over that connection, and it is never trusted.
enum CertificateInspection {
    private static let time = TimeAmount.seconds(5)

    /// - Parameter found: Called once, on the loop.
    static func run(_ dialer: UpstreamDialer, on eventLoop: any EventLoop, found: @escaping (FailureCause) -> Void) {
        let promise = eventLoop.makePromise(of: FailureCause.self)
        let timer = eventLoop.scheduleTask(in: time) { promise.succeed(.unknownAuthority) }
        promise.futureResult.assumeIsolated().whenComplete { result in
            timer.cancel()
            found((try? result.get()) ?? .unknownAuthority)
        }
        let verify: UpstreamDialer.Verification = { certificates, verdict in
            promise.succeed(cause(certificates, now: time_t(time(nil))))
            verdict.succeed(.failed)
        }
        dialer.dial(on: eventLoop, verify: verify) { try $0.pipeline.syncOperations.addHandler(ReadingHandler()) }
            .whenComplete { result in
                switch result {
                case .success(let channel): channel.closeFuture.whenComplete { _ in promise.succeed(.unknownAuthority) }
                case .failure: promise.succeed(.unknownAuthority)
                }
            }
    }

    /// - Parameter now: Seconds since 1970.
    static func cause(_ certificates: [NIOSSLCertificate], now: time_t) -> FailureCause {
        if certificates.contains(where: { $0.notValidAfter < now }) { return .certificateExpired }
        if certificates.contains(where: { $0.notValidBefore > now }) { return .certificateNotYetValid }
        return .unknownAuthority
    }

    private static func time(_ pointer: UnsafeMutablePointer<time_t>?) -> time_t { Glibc.time(pointer) }

    /// Reads on, so that the handshake gets its bytes, and closes on any error.
    private final class ReadingHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelActive(context: ChannelHandlerContext) { context.read() }
        func channelReadComplete(context: ChannelHandlerContext) { context.read() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
