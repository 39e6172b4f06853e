import NIOCore
import NIOEmbedded
import Testing

@testable import Relay

/// R-H8, and what a pool must never do: give a connection away that has unread bytes, or keep a guest waiting for long.
@Suite struct ConnectionPoolTests {
    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let done = "e\r\ndata: [DONE]\n\n\r\n"

    private let loop = EmbeddedEventLoop()
    private let pool: ConnectionPool

    init() throws {
        let url = try #require(UpstreamURL("http://127.0.0.1:9/v1"))
        pool = ConnectionPool(UpstreamDialer(url: url, tls: nil, proxy: nil), eventLoop: loop)
    }

    private func connection() throws -> (UpstreamConnection, EmbeddedChannel) {
        let connection = UpstreamConnection(isSecure: false)
        let channel = EmbeddedChannel(handler: connection, loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
        return (connection, channel)
    }

    /// A connection whose answer is in but for its end.
    private func unfinished() throws -> (UpstreamConnection, EmbeddedChannel) {
        let (connection, channel) = try connection()
        var decoder = ResponseDecoder()
        _ = try decoder.feed(ByteBuffer(string: Self.head + Self.done))
        pool.finish(connection, decoder)
        return (connection, channel)
    }

    /// What `take` gave: nothing yet, no connection, or one.
    private final class Taken {
        enum Found { case nothing, new, kept(UpstreamConnection) }
        var found = Found.nothing
        var isWanted = true

        init(_ pool: ConnectionPool) {
            pool.take { connection in
                guard self.isWanted else { return false }
                self.found = connection.map { .kept($0) } ?? .new
                return true
            }
        }

        var isWaiting: Bool { if case .nothing = found { true } else { false } }
        var isNew: Bool { if case .new = found { true } else { false } }
        func has(_ connection: UpstreamConnection) -> Bool { if case .kept(let kept) = found { kept === connection } else { false } }
    }

    @Test func theConnectionUsedLastComesFirst() throws {
        let (first, second) = (try connection().0, try connection().0)
        pool.giveBack(first)
        pool.giveBack(second)
        #expect(Taken(pool).has(second))
        #expect(Taken(pool).has(first))
        #expect(Taken(pool).isNew)
    }

    @Test(arguments: ["0\r\n\r\n", "0\r\nX-Trailer: 1\r\n\r\n", "3\r\n: x\r\n0\r\n\r\n"], [1, 100])
    func aConnectionIsKeptOnceItsLastChunkIsIn(rest: String, step: Int) throws {
        let (connection, channel) = try unfinished()
        for start in stride(from: 0, to: rest.utf8.count, by: step) {
            try channel.writeInbound(ByteBuffer(bytes: Array(rest.utf8)[start..<min(rest.utf8.count, start + step)]))
        }
        #expect(channel.isActive)
        #expect(Taken(pool).has(connection))
    }

    @Test func aChatWaitsForALastChunkThatIsOnItsWay() throws {
        let (connection, channel) = try unfinished()
        let (next, another) = (Taken(pool), Taken(pool))
        #expect(next.isWaiting && another.isNew)
        loop.advanceTime(by: .milliseconds(50))
        try channel.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        #expect(next.has(connection))
    }

    @Test func aChatThatEndedMeanwhileLeavesItToTheNext() throws {
        let (connection, channel) = try unfinished()
        let gone = Taken(pool)
        gone.isWanted = false
        try channel.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        #expect(gone.isWaiting && Taken(pool).has(connection))
    }

    @Test func noChatWaitsForLong() throws {
        let (connection, channel) = try unfinished()
        let next = Taken(pool)
        loop.advanceTime(by: ConnectionPool.patience)
        #expect(next.isNew)
        // Slow once, so the next does not wait at all.
        #expect(Taken(pool).isNew && channel.isActive)
        try channel.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        #expect(Taken(pool).has(connection))
        // Still slow until one was quick.
        let (_, slow) = try unfinished()
        #expect(Taken(pool).isNew)
        try slow.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        #expect(!Taken(pool).isNew)
        _ = try unfinished()
        #expect(Taken(pool).isWaiting)
    }

    @Test func aLastChunkThatNeverComesEndsTheConnectionAfterASecond() throws {
        let (_, channel) = try unfinished()
        loop.advanceTime(by: .milliseconds(999))
        #expect(channel.isActive)
        loop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive && Taken(pool).isNew)
    }

    @Test(arguments: ["zz\r\n", "0\r\n\r\nHTTP/1.1 408 Request Timeout\r\n\r\n", "20000\r\n" + String(repeating: "x", count: 70_000)])
    func aTailThatIsNoneEndsTheConnectionAndFreesWhoWaits(tail: String) throws {
        let (_, channel) = try unfinished()
        let next = Taken(pool)
        try channel.writeInbound(ByteBuffer(string: tail))
        #expect(!channel.isActive && next.isNew && Taken(pool).isNew)
    }

    @Test func anUpstreamThatClosesInsteadFreesWhoWaits() throws {
        let (_, channel) = try unfinished()
        let next = Taken(pool)
        channel.pipeline.fireChannelInactive()
        #expect(next.isNew && Taken(pool).isNew)
    }

    @Test func anIdleConnectionThatSpeaksIsClosed() throws {
        let (connection, channel) = try connection()
        pool.giveBack(connection)
        try channel.writeInbound(ByteBuffer(string: "HTTP/1.1 408 Request Timeout\r\n\r\n"))
        #expect(!channel.isActive && Taken(pool).isNew)
    }

    @Test func idleConnectionsEndAfterAMinuteAndAreFew() throws {
        let all = try (0...ConnectionPool.idleLimit).map { _ in try connection() }
        for (connection, _) in all { pool.giveBack(connection) }
        #expect(all.map { $0.1.isActive } == Array(repeating: true, count: ConnectionPool.idleLimit) + [false])
        loop.advanceTime(by: ConnectionPool.idleTime)
        #expect(all.allSatisfy { !$0.1.isActive } && Taken(pool).isNew)
    }

    @Test func aRetiredPoolKeepsNothing() throws {
        let (kept, late, tail) = (try connection(), try connection(), try unfinished())
        pool.giveBack(kept.0)
        pool.retire()
        pool.giveBack(late.0)
        try tail.1.writeInbound(ByteBuffer(string: "0\r\n\r\n"))
        #expect(!kept.1.isActive && !late.1.isActive && !tail.1.isActive)
    }
}
