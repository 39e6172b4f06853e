import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The admin listener: `/metrics` on loopback and nothing else.
enum AdminListener {
    static func start(core: ServerCore, group: any EventLoopGroup, port: Int) async throws -> any Channel {
        do {
            return try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelInitializer(AcceptBackoff.add)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: true)
                        try channel.pipeline.syncOperations.addHandler(Handler(core: core))
                    }
                }
                .bind(host: "127.0.0.1", port: port).get()
        } catch {
            throw BellhopServer.Failure.cannotListen(
                address: "127.0.0.1:\(port)", reason: "\(error)", isInUse: (error as? IOError)?.errnoCode == EADDRINUSE,
                flag: "--admin-port")
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let core: ServerCore
        private var head: HTTPRequestHead?

        init(core: ServerCore) { self.core = core }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): self.head = head
            case .body: break
            case .end:
                let isMetrics = head?.uri == "/metrics" && (head?.method == .GET || head?.method == .HEAD)
                let body = ByteBuffer(string: isMetrics ? MetricsText(core: core).text : "Only GET /metrics is here.\n")
                let headers: HTTPHeaders = [
                    "content-type": isMetrics ? "text/plain; version=0.0.4; charset=utf-8" : "text/plain; charset=utf-8",
                    "cache-control": "no-store",
                    "content-length": String(body.readableBytes),
                ]
                context.write(
                    wrapOutboundOut(.head(.init(version: .http1_1, status: isMetrics ? .ok : .notFound, headers: headers))), promise: nil)
                if head?.method != .HEAD { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
