import NIOCore
import NIOEmbedded
import Testing

@testable import Limits

@Suite struct RedisAddressTests {
    /// F-51: user and password are percent-decoded.
    @Test(arguments: [
        ("redis://localhost", nil, nil, "localhost", 6379, 0), ("redis://:secret@h:7000/3", nil, "secret", "h", 7000, 3),
        ("redis://user:p%40ss%2F1@host:6380", "user", "p@ss/1", "host", 6380, 0), ("redis://:p%3ass@h", nil, "p:ss", "h", 6379, 0),
        ("redis://u%C3%A9:%25@[::1]:1/0", "ué", "%", "::1", 1, 0), ("redis://:a@b@h", nil, "a@b", "h", 6379, 0),
    ])
    func parts(text: String, user: String?, password: String?, host: String, port: Int, database: Int) throws {
        let address = try #require(RedisAddress(text))
        #expect(address.user == user && address.password == password)
        #expect(address.host == host && address.port == port && address.database == database)
        #expect(!address.description.contains(password ?? "nothing"))
    }

    @Test(arguments: [
        "redis://", "http://h", "redis://h:0", "redis://h:65536", "redis://h/x", "redis://user@h", "redis://:%zz@h", "redis://:%4@h",
        "redis://:%ff@h",
    ])
    func whatIsNone(text: String) { #expect(RedisAddress(text) == nil) }
}

@Suite struct RedisChannelHandlerTests {
    private let loop = EmbeddedEventLoop()

    private final class Ends { var count = 0 }

    private func channel() throws -> (RedisChannelHandler, EmbeddedChannel, Ends) {
        let ends = Ends()
        let handler = RedisChannelHandler { ends.count += 1 }
        let channel = EmbeddedChannel(handler: handler, loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
        return (handler, channel, ends)
    }

    /// Keeps what a command came to.
    private final class Outcome {
        var reply: RESPReply?
        var failure: RedisFailure?

        init(_ future: EventLoopFuture<RESPReply>) {
            future.assumeIsolated().whenComplete { result in
                switch result {
                case .success(let reply): self.reply = reply
                case .failure(let error): self.failure = error as? RedisFailure
                }
            }
        }
    }

    @Test(arguments: [1, 100])
    func repliesBelongToTheirCommands(step: Int) throws {
        let (handler, channel, ends) = try channel()
        let outcomes = (0..<3).map { Outcome(handler.send(["ECHO", "\($0)"], on: loop)) }
        let replies = Array(":7\r\n-ERR no such thing\r\n*2\r\n:1\r\n$2\r\nab\r\n".utf8)
        for start in stride(from: 0, to: replies.count, by: step) {
            try channel.writeInbound(ByteBuffer(bytes: replies[start..<min(replies.count, start + step)]))
        }
        #expect(outcomes[0].reply == .integer(7) && outcomes[1].failure == .refused("ERR no such thing"))
        #expect(outcomes[2].reply == .array([.integer(1), .text("ab")]))
        #expect(channel.isActive && ends.count == 0)
    }

    @Test func aReplyThatIsNoneEndsTheChannelAndAllThatWaits() throws {
        let (handler, channel, ends) = try channel()
        let outcomes = (0..<2).map { _ in Outcome(handler.send(["PING"], on: loop)) }
        try channel.writeInbound(ByteBuffer(string: "HTTP/1.1 400 Bad Request\r\n"))
        #expect(outcomes.allSatisfy { $0.failure == .malformed } && !channel.isActive && ends.count == 1)
        #expect(Outcome(handler.send(["PING"], on: loop)).failure == .closed)
    }

    @Test func anEndIsToldOnce() throws {
        let (handler, channel, ends) = try channel()
        let outcome = Outcome(handler.send(["PING"], on: loop))
        handler.end(.timedOut)
        channel.pipeline.fireChannelInactive()
        #expect(outcome.failure == .timedOut && ends.count == 1 && !channel.isActive)
    }
}

@Suite struct RedisFailureTests {
    /// F-51, R-H4: what another server, or the same one later, would take.
    @Test(arguments: [
        "READONLY You can't write against a read only replica.",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
        "MOVED 3999 127.0.0.1:6381", "LOADING Redis is loading the dataset in memory", "CLUSTERDOWN Hash slot not served",
        "MISCONF Redis is configured to save RDB snapshots",
        "ERR Error running script (call to f_1): @user_script:8: @user_script: 8: -READONLY You can't write against a read only replica.",
    ])
    func isElsewhere(text: String) { #expect(RedisFailure.refused(text).isElsewhere) }

    @Test(arguments: ["ERR unknown command", "WRONGPASS invalid username-password pair", "NOAUTH Authentication required.", "NOSCRIPT x"])
    func isNot(text: String) { #expect(!RedisFailure.refused(text).isElsewhere) }

    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", "127.0.0.1", 6381), ("MOVED 1 ::1:7000", "::1", 7000), ("MOVED 1 :6379", "", 6379),
    ])
    func whereto(text: String, host: String, port: Int) throws {
        let moved = try #require(RedisFailure.refused(text).movedTo)
        #expect(moved.host == host && moved.port == port)
    }

    @Test(arguments: ["MOVED", "MOVED 1", "MOVED 1 h", "MOVED 1 h:0", "MOVED 1 h:x", "READONLY 1 h:1"])
    func nowhere(text: String) { #expect(RedisFailure.refused(text).movedTo == nil) }
}

/// R-H4: a place is renewed as long as it is held.
@Suite struct RedisLeasesTests {
    private final class Renewed { var ids: [UInt64] = [] }

    @Test func heldPlacesAreRenewedThreeTimesALeaseAndNoOther() {
        let (loop, renewed) = (EmbeddedEventLoop(), Renewed())
        let leases = RedisLeases(on: loop) { renewed.ids += $0.map(\.id).sorted() }
        leases.add(1, key: "a")
        leases.add(2, key: "b")
        loop.advanceTime(by: RedisLeases.interval)
        #expect(renewed.ids == [1, 2])
        leases.remove(1)
        loop.advanceTime(by: RedisLeases.interval)
        #expect(renewed.ids == [1, 2, 2])
        leases.remove(2)
        loop.advanceTime(by: .hours(1))
        #expect(renewed.ids == [1, 2, 2])
        leases.add(3, key: "a")
        loop.advanceTime(by: .seconds(Int64(RedisScripts.lease)))
        #expect(renewed.ids == [1, 2, 2, 3, 3, 3])
    }

    @Test func manyPlacesGoInCommandsOfBoundedSize() {
        let (loop, renewed) = (EmbeddedEventLoop(), Renewed())
        var sizes: [Int] = []
        let leases = RedisLeases(on: loop) {
            renewed.ids += $0.map(\.id)
            sizes.append($0.count)
        }
        for id in 0..<450 { leases.add(UInt64(id), key: "k") }
        loop.advanceTime(by: RedisLeases.interval)
        #expect(sizes == [200, 200, 50] && Set(renewed.ids).count == 450)
    }
}
