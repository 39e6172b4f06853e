import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import Limits

@Suite struct MemoryLimiterTests {
    private let loop = EmbeddedEventLoop()
    private let clock = TestTime()
    private func limiter(_ limits: LimitSettings) -> MemoryLimiter {
        let clock = clock
        return MemoryLimiter(limits, now: { clock.now })
    }
    private let one = ClientKey(high: 1, low: 1)
    private let two = ClientKey(high: 2, low: 1)

    @Test("R-E6 the sixth request of a minute waits, another client does not")
    func rate() throws {
        let limiter = limiter(.init(requestsPerMinute: 5))
        for _ in 0..<5 { try limiter.admitRequest(from: one, on: loop).wait() }
        let refusal = #expect(throws: LimitRefusal.self) { try limiter.admitRequest(from: one, on: loop).wait() }
        #expect(refusal?.reason == .rate)
        #expect((1...60).contains(refusal?.retryAfterSeconds ?? 0))
        try limiter.admitRequest(from: two, on: loop).wait()
        clock.advance(seconds: Int64(refusal?.retryAfterSeconds ?? 0))
        try limiter.admitRequest(from: one, on: loop).wait()
    }

    @Test("R-E7 a stream's place comes back")
    func concurrency() throws {
        let limiter = limiter(.init(concurrentStreams: 2))
        let first = try limiter.admitStream(from: one, reserving: 1, on: loop).wait()
        _ = try limiter.admitStream(from: one, reserving: 1, on: loop).wait()
        let refusal = #expect(throws: LimitRefusal.self) { try limiter.admitStream(from: one, reserving: 1, on: loop).wait() }
        #expect(refusal?.reason == .concurrency)
        limiter.settle(first, usedTokens: 1, on: loop)
        _ = try limiter.admitStream(from: one, reserving: 1, on: loop).wait()
    }

    @Test("R-E8 the day's tokens are reserved, then paid, until midnight UTC")
    func budget() throws {
        let limiter = limiter(.init(concurrentStreams: 100, tokensPerDay: 20_000))
        let ticket = try limiter.admitStream(from: one, reserving: 600, on: loop).wait()
        limiter.settle(ticket, usedTokens: 25_000, on: loop)
        let refusal = #expect(throws: LimitRefusal.self) { try limiter.admitStream(from: two, reserving: 1, on: loop).wait() }
        #expect(refusal == LimitRefusal(reason: .budget, retryAfterSeconds: 43_200))
        let restarted = self.limiter(.init(tokensPerDay: 20_000))
        restarted.restore(day: limiter.account.day, tokens: limiter.account.tokens)
        #expect(throws: LimitRefusal.self) { try restarted.admitStream(from: one, reserving: 1, on: loop).wait() }
        clock.advance(seconds: 43_200)
        _ = try limiter.admitStream(from: two, reserving: 1, on: loop).wait()
    }

    @Test("R-E8 what a chat of yesterday used is not paid from today's tokens")
    func aTicketOfYesterday() throws {
        let limiter = limiter(.init(concurrentStreams: 100, tokensPerDay: 1000))
        let ticket = try limiter.admitStream(from: one, reserving: 600, on: loop).wait()
        clock.advance(seconds: 43_200)
        let today = try limiter.admitStream(from: two, reserving: 900, on: loop).wait()
        limiter.settle(ticket, usedTokens: 25_000, on: loop)
        #expect(limiter.account.tokens == 900)
        limiter.settle(today, usedTokens: 50, on: loop)
        #expect(limiter.account.tokens == 50)
    }

    @Test func aHundredThousandClientsDoNotGrowTheTable() throws {
        let limiter = limiter(.init(requestsPerMinute: 60))
        for number in 0..<250_000 {
            try limiter.admitRequest(from: ClientKey(high: UInt64(number), low: 1), on: loop).wait()
            clock.advance(milliseconds: 1)
        }
        #expect(limiter.clientCount <= MemoryLimiter.clientLimit)
    }
}

/// 2026-11-24 12:00 UTC at first.
final class TestTime: Sendable {
    private let time = Atomic<Int64>(1_795_521_600_000_000_000)
    var now: Int64 { time.load(ordering: .relaxed) }
    func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }
    func advance(milliseconds: Int64) { time.add(milliseconds * 1_000_000, ordering: .relaxed) }
}

@Suite struct TrustedProxiesTests {
    /// F-50: behind a Unix socket the peer is trusted; the field's last address that is no proxy of ours is the client.
    @Test(arguments: [
        ("198.51.100.7", "198.51.100.7"), ("192.0.2.1, 198.51.100.7", "198.51.100.7"), ("198.51.100.7, 10.1.2.3", "198.51.100.7"),
    ])
    func theFieldTellsPeersOfAUnixSocketApart(field: String, client: String) throws {
        let proxies = TrustedProxies([Network("10.0.0.0/8")].compactMap { $0 }, trustsUnixPeers: true)
        for peer in [nil, try SocketAddress(unixDomainSocketPath: "/run/bellhop.sock")] {
            #expect(proxies.client(peer: peer, forwardedFor: field) == key(client))
            #expect(proxies.client(peer: peer, forwardedFor: "") == .local)
        }
        let others = TrustedProxies([], trustsUnixPeers: false)
        #expect(others.client(peer: nil, forwardedFor: field) == .local)
    }

    private func key(_ text: String) -> ClientKey { ClientKey(bytes: Network.bytes(text) ?? []) }

    @Test(
        "R-E10 the first address from the right that is not trusted counts",
        arguments: [
            ("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9"), ("10.0.0.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("203.0.113.5", "1.1.1.1", "203.0.113.5"),
            ("10.0.0.1", "", "10.0.0.1"), ("10.0.0.1", "nonsense", "10.0.0.1"), ("10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
            ("10.0.0.1", "203.0.113.9:80", "203.0.113.9"),
            ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ])
    func forwarded(peer: String, field: String, client: String) throws {
        let proxies = TrustedProxies([Network("10.0.0.0/8")].compactMap { $0 })
        #expect(proxies.client(peer: try SocketAddress(ipAddress: peer, port: 1), forwardedFor: field) == key(client))
    }

    @Test func anIPv6ClientIsItsNetwork() {
        #expect(key("2001:db8::1") == key("2001:db8:0:0:ffff::2"))
        #expect(key("2001:db8::1") != key("2001:db8:0:1::1"))
        #expect(key("1.2.3.4") != key("1.2.3.5"))
        #expect(key("::ffff:1.2.3.4") == key("1.2.3.4"))
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/", "fd00::/129", ""]) func whatIsNoNetworkIsRefused(text: String) {
        #expect(Network(text) == nil)
    }
}
