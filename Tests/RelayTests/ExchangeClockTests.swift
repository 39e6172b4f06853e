import NIOCore
import NIOEmbedded
import Testing

@testable import Relay

/// docs/chat-relay.md §1.2, §1.5 and §1.6, by the loop's clock: no test takes wall time.
@Suite struct ExchangeClockTests {
    private typealias Stage = HTTPExchangeTests.Stage
    private static let timeouts = RelayTimeouts()

    private static func failure(_ status: Int, _ fields: String = "") -> ByteBuffer {
        let body = #"{"error":{"message":"m","type":"server_error","param":null,"code":"c"}}"#
        return ByteBuffer(
            string: "HTTP/1.1 \(status) X\r\n\(fields)Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// R-D2: nothing of the answer came.
    @Test func noStatusLineInTime() throws {
        let stage = try Stage()
        let (guest, upstream) = try stage.asked()
        stage.loop.advanceTime(by: Self.timeouts.firstByte - .milliseconds(1))
        #expect(guest.calls.isEmpty && upstream.isActive)
        stage.loop.advanceTime(by: .milliseconds(1))
        #expect(guest.calls == ["fail upstream_timeout_first_byte", "finished"])
        #expect(guest.record?.outcome == .upstreamTimeoutFirstByte && guest.record?.attempts == 1 && !upstream.isActive)
    }

    /// R-D3: a byte, even half an event, begins the silence anew.
    @Test func silenceInMidStream() throws {
        let stage = try Stage()
        let (guest, _, upstream) = try stage.stream()
        stage.loop.advanceTime(by: Self.timeouts.idle - .milliseconds(1))
        try upstream.writeInbound(ByteBuffer(string: HTTPExchangeTests.chunk("data: {")))
        stage.loop.advanceTime(by: Self.timeouts.idle - .milliseconds(1))
        #expect(guest.record == nil)
        stage.loop.advanceTime(by: .milliseconds(1))
        #expect(guest.record?.outcome == .upstreamTimeoutIdle && guest.body.contains("upstream_timeout_idle") && !upstream.isActive)
    }

    /// R-A8: a ping after each 15 s in which nothing went to the guest; it is no sign of life from the upstream.
    @Test func pings() throws {
        let stage = try Stage()
        let (guest, _, upstream) = try stage.stream()
        stage.loop.advanceTime(by: Self.timeouts.ping)
        #expect(guest.body == HTTPExchangeTests.event + ": ping\n\n")
        stage.loop.advanceTime(by: .seconds(5))
        try upstream.writeInbound(ByteBuffer(string: HTTPExchangeTests.chunk(HTTPExchangeTests.event)))
        stage.loop.advanceTime(by: Self.timeouts.ping - .milliseconds(1))
        #expect(guest.calls.count == 4)
        stage.loop.advanceTime(by: .milliseconds(1))
        #expect(guest.body.hasSuffix(HTTPExchangeTests.event + ": ping\n\n"))
        stage.loop.advanceTime(by: Self.timeouts.idle - Self.timeouts.ping)
        #expect(guest.record?.outcome == .upstreamTimeoutIdle)
    }

    @Test func anAnswerThatGoesOnForEverEndsAllTheSame() throws {
        let stage = try Stage()
        let (guest, _, upstream) = try stage.stream()
        for _ in 0..<10 {
            stage.loop.advanceTime(by: .seconds(59))
            try upstream.writeInbound(ByteBuffer(string: HTTPExchangeTests.chunk(HTTPExchangeTests.event)))
        }
        #expect(guest.record == nil)
        stage.loop.advanceTime(by: .seconds(10))
        #expect(guest.record?.outcome == .upstreamTimeoutTotal && guest.body.contains("upstream_timeout_total"))
    }

    /// R-C4, R-D5: while the guest stalls the upstream's silence does not count; one that takes some may go on for ever, one that takes none is cut.
    @Test func aGuestThatStalls() throws {
        let stage = try Stage()
        let (guest, exchange, upstream) = try stage.stream()
        guest.unsentBytes = 300_000
        exchange.guestWritabilityChanged(false)
        for left in [200_000, 100_000, 50_000, 40_000] {
            stage.loop.advanceTime(by: Self.timeouts.write - .milliseconds(1))
            guest.unsentBytes = left
            stage.loop.advanceTime(by: .milliseconds(1))
        }
        #expect(guest.record == nil && upstream.isActive)
        stage.loop.advanceTime(by: Self.timeouts.write)
        #expect(guest.record?.outcome == .clientStalled && guest.calls.last == "abort" && !upstream.isActive)
    }

    @Test func aGuestThatReadsOnGetsTheRest() throws {
        let stage = try Stage()
        let (guest, exchange, upstream) = try stage.stream()
        guest.unsentBytes = 300_000
        exchange.guestWritabilityChanged(false)
        stage.loop.advanceTime(by: Self.timeouts.write - .milliseconds(1))
        exchange.guestWritabilityChanged(true)
        stage.loop.advanceTime(by: Self.timeouts.idle - .milliseconds(1))
        try upstream.writeInbound(ByteBuffer(string: HTTPExchangeTests.chunk("data: [DONE]\n\n")))
        #expect(guest.record?.outcome == .completed)
    }

    /// R-B7, R-B8: the wait is 0.5 s, then 1 s, each ± 25 %.
    @Test func attempts() throws {
        let stage = try Stage()
        let (guest, first) = try stage.asked()
        try first.writeInbound(Self.failure(500))
        stage.loop.advanceTime(by: .milliseconds(374))
        let second = try stage.idle()
        #expect(try second.readOutbound(as: ByteBuffer.self) == nil)
        stage.loop.advanceTime(by: .milliseconds(252))
        #expect(try second.readOutbound(as: ByteBuffer.self) != nil)
        try second.writeInbound(Self.failure(503))
        stage.loop.advanceTime(by: .milliseconds(749))
        let third = try stage.idle()
        #expect(try third.readOutbound(as: ByteBuffer.self) == nil)
        stage.loop.advanceTime(by: .milliseconds(502))
        #expect(try third.readOutbound(as: ByteBuffer.self) != nil && guest.calls.isEmpty)
        try third.writeInbound(Self.failure(500))
        #expect(guest.record?.attempts == 3 && guest.record?.outcome == .upstreamError && guest.calls.first?.hasPrefix("fail") == true)
    }

    /// R-B9: the upstream's own wait is the least, and counts to the 4 s of one request.
    @Test(arguments: [("Retry-After: 3\r\n", 3000), ("Retry-After: 1\r\nretry-after-ms: 1500\r\n", 1500)])
    func theUpstreamSaysHowLong(fields: String, milliseconds: Int64) throws {
        let stage = try Stage()
        let (guest, first) = try stage.asked()
        try first.writeInbound(Self.failure(429, fields))
        stage.loop.advanceTime(by: .milliseconds(milliseconds - 1))
        let second = try stage.idle()
        #expect(try second.readOutbound(as: ByteBuffer.self) == nil && guest.calls.isEmpty)
        stage.loop.advanceTime(by: .milliseconds(1))
        #expect(try second.readOutbound(as: ByteBuffer.self) != nil)
    }

    /// R-B6, R-C2: what is not worth a wait, and a guest who leaves during one.
    @Test func noFurtherAttempt() throws {
        for fields in ["Retry-After: 7\r\n", "x-should-retry: false\r\n"] {
            let (guest, upstream) = try Stage().asked()
            try upstream.writeInbound(Self.failure(429, fields))
            #expect(guest.record?.attempts == 1 && guest.record?.outcome == .upstreamError)
        }
        let stage = try Stage()
        let guest = RecordingGuest()
        let first = try stage.idle()
        let exchange = stage.relay.start(Stage.request, requestID: "request-1", guest: guest)
        try first.writeInbound(Self.failure(500))
        exchange.guestLeft()
        #expect(guest.record?.outcome == .clientClosed)
        let second = try stage.idle()
        stage.loop.advanceTime(by: .seconds(5))
        #expect(try second.readOutbound(as: ByteBuffer.self) == nil)
    }

    /// A connection that was closed while it lay idle is replaced at once, and that is no attempt.
    @Test func aStaleConnectionIsNoAttempt() throws {
        let stage = try Stage()
        let second = try stage.idle()
        let (guest, first) = try stage.asked()
        first.pipeline.fireChannelInactive()
        #expect(try second.readOutbound(as: ByteBuffer.self) != nil)
        try second.writeInbound(
            ByteBuffer(string: HTTPExchangeTests.head + HTTPExchangeTests.chunk(HTTPExchangeTests.event + "data: [DONE]\n\n")))
        #expect(guest.record?.outcome == .completed && guest.record?.attempts == 1)
    }
}

extension HTTPExchangeTests.Stage {
    /// An open connection that lies idle in the pool.
    func idle() throws -> EmbeddedChannel {
        let connection = UpstreamConnection(isSecure: false)
        let channel = EmbeddedChannel(handler: connection, loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
        relay.first.pool.giveBack(connection)
        return channel
    }

    /// A request that has been written, and the connection that its answer is to come from.
    func asked() throws -> (guest: RecordingGuest, upstream: EmbeddedChannel) {
        let (channel, guest) = (try idle(), RecordingGuest())
        _ = relay.start(Self.request, requestID: "request-1", guest: guest)
        #expect(try channel.readOutbound(as: ByteBuffer.self) != nil)
        return (guest, channel)
    }
}
