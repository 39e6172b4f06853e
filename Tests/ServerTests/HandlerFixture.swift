import Assets
import Chat
import Limits
import Logging
import NIOCore
import NIOEmbedded
import Relay
import TestSupport

@testable import Server

/// One plain connection of a server without sockets, with a small bundle and a relay that a test plays itself.
struct HandlerFixture {
    static let script = String(repeating: "export const line = 'a line of the widget';\n", count: 40)

    let channel: EmbeddedChannel
    let worker: Worker
    let handler: HTTPHandler

    init(usesFastPath: Bool = true) throws {
        let (loop, hotel) = (EmbeddedEventLoop(), try ChatFixture.hotel())
        var settings = ServerSettings()
        settings.usesFastPath = usesFastPath
        let limits = LimitSettings(requestsPerMinute: 1000, concurrentStreams: 100, tokensPerDay: nil)
        let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let parts = ServerParts(
            assets: BundleSource(files: [("/w.js", Array(Self.script.utf8))]),
            reloadable: .init(
                requestFactory: try ChatFixture.requestFactory(), hotel: hotel,
                service: ServiceFacts(model: "m", demo: false, configured: true, version: "0"), limits: limits,
                makeRelay: { _ in PlayedRelay() }),
            limiter: MemoryLimiter(limits, now: { 0 }), proxies: TrustedProxies([]), logger: logger, accessLogger: logger)
        worker = Worker(core: ServerCore(settings: settings, parts: parts), eventLoop: loop)
        handler = HTTPHandler(worker: worker, carrier: .plain)
        channel = EmbeddedChannel(loop: loop)
        try channel.pipeline.syncOperations.addHandlers(handler.watch, handler)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// The relay's guest and exchange of the chat that runs.
    var relay: PlayedRelay? { worker.currentRelay() as? PlayedRelay }

    func send(_ text: String) throws { _ = try channel.writeInbound(ByteBuffer(string: text)) }

    /// All that was sent since the last call.
    func answers() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }
}

/// Stands for the relay and its exchanges: a test says what the upstream does, and sees what the edge wants.
final class PlayedRelay: Relay, RelayExchange {
    private(set) var guest: (any RelayDelegate)?
    private(set) var calls: [String] = []

    func start(_ request: ChatRequest, requestID: String, guest: any RelayDelegate) -> any RelayExchange {
        calls.append("start")
        self.guest = guest
        return self
    }

    func closeIdleConnections() {}
    func guestLeft() { calls.append("left") }
    func guestWritabilityChanged(_ isWritable: Bool) { calls.append("writable \(isWritable)") }
    func cutForDrain() { calls.append("cut") }
}
