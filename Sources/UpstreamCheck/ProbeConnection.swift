import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS
import Relay

/// A connection to the upstream, or to the proxy before it, opened step by step so that each can be told of.
struct ProbeConnection: Sendable {
    /// What was found of TLS.
    struct Security: Sendable {
        let version: String
        let certificate: PeerCertificate?
    }

    struct Answer: Sendable {
        var status: Int
        var isJSON: Bool
        var body: ByteBuffer
    }

    enum Failure: Error {
        /// The proxy's status, where it let nobody through.
        case proxyRefused(Int)
        case closed
        case tooLarge
    }

    let channel: any Channel

    /// - Parameter host: A name, all of whose addresses are tried, or an address.
    static func open(_ host: String, _ port: Int, on group: any EventLoopGroup, within time: TimeAmount) async throws -> ProbeConnection {
        let bootstrap = ClientBootstrap(group: group).channelOption(.tcpOption(.tcp_nodelay), value: 1).connectTimeout(time)
        return ProbeConnection(channel: try await bootstrap.connect(host: host, port: port).get())
    }

    /// Asks a proxy for a way through.
    /// - Parameter fields: Lines of the request's head, each with its line end.
    func tunnel(to authority: String, fields: String) async throws {
        let status = try await expect(Int.self) { channel, promise in
            try channel.pipeline.syncOperations.addHandler(TunnelHandler(promise))
            let head = ByteBuffer(string: "CONNECT \(authority) HTTP/1.1\r\nhost: \(authority)\r\n\(fields)\r\n")
            channel.writeAndFlush(head, promise: nil)
        }
        guard (200..<300).contains(status) else { throw Failure.proxyRefused(status) }
    }

    /// - Parameter name: nil: the host is an address, for which no name is sent.
    func secure(_ context: NIOSSLContext, name: String?) async throws -> Security {
        try await expect(Security.self) { channel, promise in
            let tls = try NIOSSLClientHandler(context: context, serverHostname: name)
            try channel.pipeline.syncOperations.addHandlers([tls, HandshakeHandler(promise, tls)])
        }
    }

    /// Sends a request without a body and gives the whole answer; the connection is used up.
    func get(_ target: String, fields: [(name: String, value: String)]) async throws -> Answer {
        try await expect(Answer.self) { channel, promise in
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            try channel.pipeline.syncOperations.addHandler(AnswerHandler(promise))
            let head = HTTPRequestHead(
                version: .http1_1, method: .GET, uri: target, headers: HTTPHeaders(fields.map { ($0.name, $0.value) }))
            channel.write(HTTPClientRequestPart.head(head), promise: nil)
            channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        }
    }

    /// Begins a step on the connection's loop and waits for what it promises; a connection that is closed keeps no promise.
    private func expect<Value: Sendable>(
        _: Value.Type, _ begin: @escaping @Sendable (any Channel, EventLoopPromise<Value>) throws -> Void
    ) async throws -> Value {
        let promise = channel.eventLoop.makePromise(of: Value.self)
        channel.eventLoop.execute { [channel] in
            do {
                guard channel.isActive else { throw Failure.closed }
                try begin(channel, promise)
            } catch {
                promise.fail(error)
            }
        }
        channel.closeFuture.whenComplete { _ in promise.fail(Failure.closed) }
        return try await promise.futureResult.get()
    }

    /// Does a step, for which the connection is closed where it takes longer than `time`.
    func closed<Value>(after time: TimeAmount, _ step: () async throws -> Value) async throws -> Value {
        let watchdog = channel.eventLoop.scheduleTask(in: time) { [channel] in channel.close(promise: nil) }
        defer { watchdog.cancel() }
        return try await step()
    }

    func close() async { try? await channel.close() }
}

/// Waits for a proxy's status line and the end of its head; what follows belongs to the upstream.
private final class TunnelHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<Int>
    private var head = ByteBuffer()

    init(_ promise: EventLoopPromise<Int>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        head.writeImmutableBuffer(unwrapInboundIn(data))
        let text = String(buffer: head)
        guard text.contains("\r\n\r\n") || text.contains("\n\n") || head.readableBytes > 16 << 10 else { return }
        let words = text.split(separator: " ", maxSplits: 2)
        guard words.count > 1, words[0].hasPrefix("HTTP/1."), let status = Int(words[1].prefix(3)) else {
            return promise.fail(ProbeConnection.Failure.closed)
        }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
        promise.succeed(status)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }
}

/// Waits for the end of a TLS handshake.
private final class HandshakeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<ProbeConnection.Security>
    private let tls: NIOSSLClientHandler

    init(_ promise: EventLoopPromise<ProbeConnection.Security>, _ tls: NIOSSLClientHandler) {
        self.promise = promise
        self.tls = tls
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent {
            let version = tls.tlsVersion == .tlsv13 ? "TLS 1.3" : "TLS 1.2"
            promise.succeed(.init(version: version, certificate: tls.peerCertificate.map(PeerCertificate.init)))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.fireErrorCaught(error)
    }
}

/// Collects one answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// More than any list of models has, in bytes.
    private static let limit = 8 << 20

    private let promise: EventLoopPromise<ProbeConnection.Answer>
    private var answer: ProbeConnection.Answer?

    init(_ promise: EventLoopPromise<ProbeConnection.Answer>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            let type = head.headers.first(name: "content-type")?.lowercased() ?? ""
            answer = .init(status: Int(head.status.code), isJSON: type.contains("json"), body: ByteBuffer())
        case .body(let bytes):
            answer?.body.writeImmutableBuffer(bytes)
            guard answer?.body.readableBytes ?? 0 <= Self.limit else {
                promise.fail(ProbeConnection.Failure.tooLarge)
                return context.close(promise: nil)
            }
        case .end:
            if let answer { promise.succeed(answer) }
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(error)
        context.close(promise: nil)
    }
}
