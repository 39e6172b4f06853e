import Chat
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Relay

@Suite struct HTTPExchangeTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let event = "data: {\"choices\":[]}\n\n"

    private static func chunk(_ text: String) -> String { String(text.utf8.count, radix: 16) + "\r\n\(text)\r\n" }

    /// One loop's relay whose upstream connections are the test's.
    private struct Stage {
        let loop = EmbeddedEventLoop()
        let relay: HTTPRelay
        static let request = ChatRequest(messagesJSON: ByteBuffer(), model: "m", stream: true, maxTokens: 1)

        init() throws {
            let settings = UpstreamSettings(url: "http://127.0.0.1:9/v1", apiKey: Secret("sk-x"))
            let upstream = try HTTPUpstream(settings: settings, version: "1", logger: Logger(label: "test"))
            relay = HTTPRelay(upstream: upstream, fallback: nil, eventLoop: loop)
        }

        /// A running stream that has had its head and one event.
        func stream() throws -> (guest: RecordingGuest, exchange: HTTPExchange, upstream: EmbeddedChannel) {
            let connection = UpstreamConnection(isSecure: false)
            let upstream = EmbeddedChannel(handler: connection, loop: loop)
            try upstream.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
            relay.first.pool.giveBack(connection)
            let guest = RecordingGuest()
            let exchange = try #require(relay.start(Self.request, requestID: "request-1", guest: guest) as? HTTPExchange)
            try upstream.writeInbound(ByteBuffer(string: HTTPExchangeTests.head + HTTPExchangeTests.chunk(HTTPExchangeTests.event)))
            #expect(guest.calls == ["respond", "send"] && guest.body == HTTPExchangeTests.event)
            return (guest, exchange, upstream)
        }
    }

    /// R-B16: a fault in mid-stream is an error event, told as ours, and the other stream of the loop lives on.
    @Test func aFaultOfOursIsTold() throws {
        let stage = try Stage()
        let (broken, other) = (try stage.stream(), try stage.stream())
        broken.exchange.fail(.internalError)
        #expect(broken.guest.calls == ["respond", "send", "send", "finished"])
        let told = broken.guest.body.dropFirst(Self.event.count)
        #expect(told.hasPrefix("data: {\"error\":{") && told.hasSuffix("}\n\n") && told.contains("\"code\":\"internal_error\""))
        #expect(broken.guest.record?.outcome == .internalError && broken.guest.record?.errorCode == "internal_error")
        #expect(!broken.upstream.isActive)

        try other.upstream.writeInbound(ByteBuffer(string: Self.chunk("data: [DONE]\n\n")))
        #expect(other.guest.body == Self.event + "data: [DONE]\n\n" && other.guest.record?.outcome == .completed)
    }

    /// R-B16: nothing that comes after the end reaches the guest.
    @Test func afterTheEndNothingIsSaid() throws {
        let (guest, exchange, upstream) = try Stage().stream()
        exchange.fail(.internalError)
        let calls = guest.calls
        exchange.upstreamRead(ByteBuffer(string: Self.chunk(Self.event)))
        exchange.upstreamClosed(nil)
        exchange.expired(.timeoutIdle)
        exchange.guestLeft()
        exchange.ping()
        #expect(guest.calls == calls && !upstream.isActive)
    }

    /// R-H8: the guest's answer ends with `[DONE]`, the connection serves the next chat once its last chunk is in.
    @Test func theConnectionIsKeptOverDone() throws {
        let stage = try Stage()
        let first = try stage.stream()
        try first.upstream.writeInbound(ByteBuffer(string: Self.chunk("data: [DONE]\n\n")))
        #expect(first.guest.record?.outcome == .completed && first.upstream.isActive)
        first.exchange.guestLeft()
        let next = RecordingGuest()
        _ = stage.relay.start(Stage.request, requestID: "request-2", guest: next)
        _ = try first.upstream.readOutbound(as: ByteBuffer.self)
        #expect(try first.upstream.readOutbound(as: ByteBuffer.self) == nil)
        try first.upstream.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        let sent = try #require(try first.upstream.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: sent).contains("x-request-id: request-2\r\n"))
        try first.upstream.writeInbound(ByteBuffer(string: Self.head + Self.chunk(Self.event + "data: [DONE]\n\n")))
        #expect(next.record?.outcome == .completed && next.record?.attempts == 1)
    }

    /// R-H8: a guest who leaves while another's last chunk is awaited leaves no trace.
    @Test func aGuestMayLeaveWhileAConnectionIsAwaited() throws {
        let stage = try Stage()
        let first = try stage.stream()
        try first.upstream.writeInbound(ByteBuffer(string: Self.chunk("data: [DONE]\n\n")))
        let next = RecordingGuest()
        stage.relay.start(Stage.request, requestID: "request-2", guest: next).guestLeft()
        #expect(next.record?.outcome == .clientClosed)
        _ = try first.upstream.readOutbound(as: ByteBuffer.self)
        try first.upstream.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        #expect(try first.upstream.readOutbound(as: ByteBuffer.self) == nil && first.upstream.isActive)
    }
}
