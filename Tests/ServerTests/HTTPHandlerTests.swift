import NIOCore
import NIOEmbedded
import NIOHTTP1
import Relay
import Synchronization
import Testing

@testable import Server

/// What a connection makes of its bytes, in whatever pieces they come.
@Suite struct HTTPHandlerTests {
    private static let file = "GET /w.js HTTP/1.1\r\nHost: h\r\n\r\n"
    private static let chat = #"{"messages":[{"role":"user","content":"hello"}],"stream":true}"#
    private static let post =
        "POST /api/chat HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: \(chat.utf8.count)\r\n\r\n" + chat

    private func status(_ answer: String) -> String { String(answer.dropFirst(9).prefix(3)) }

    @Test("the decoder's way, the fast path and single bytes give the same answers", arguments: [true, false])
    func sameAnswers(usesFastPath: Bool) throws {
        let whole = try HandlerFixture(usesFastPath: usesFastPath)
        let torn = try HandlerFixture(usesFastPath: usesFastPath)
        for _ in 0..<3 {
            try whole.send(Self.file)
            for byte in Self.file { try torn.send(String(byte)) }
            let (one, other) = (try whole.answers(), try torn.answers())
            #expect(one.hasPrefix("HTTP/1.1 200 OK\r\n") && one.hasSuffix(HandlerFixture.script))
            #expect(one.drop { $0 != "\n" }.dropFirst(38) == other.drop { $0 != "\n" }.dropFirst(38), "but for the date")
        }
        #expect(whole.worker.core.metrics.answers == [.init(route: .file, status: 200): 3])
    }

    @Test("S39 a pipeline is answered in order, in one write where it came in one read") func pipeline() throws {
        let fixture = try HandlerFixture()
        try fixture.send(
            Self.file + "GET /nothing HTTP/1.1\r\nHost: h\r\n\r\n" + "HEAD /w.js HTTP/1.1\r\nHost: h\r\n\r\n"
                + "GET /healthz HTTP/1.1\r\nHost: h\r\n\r\n")
        let statuses = try fixture.answers().split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
        #expect(statuses == ["200", "404", "200", "200"])
    }

    @Test("a tag that the client has is answered 304 on every way", arguments: [true, false], ["", "?v=1"])
    func revalidation(usesFastPath: Bool, query: String) throws {
        let fixture = try HandlerFixture(usesFastPath: usesFastPath)
        try fixture.send(Self.file)
        let tag = try #require(try fixture.answers().split(separator: "etag: ").last?.split(separator: "\r\n").first)
        for value in [String(tag), "W/" + tag, "\"x\", " + tag, "*"] {
            try fixture.send("GET /w.js\(query) HTTP/1.1\r\nHost: other.example\r\nIf-None-Match: \(value)\r\n\r\n")
            let answer = try fixture.answers()
            #expect(status(answer) == "304" && answer.hasSuffix("\r\n\r\n"), "\(value)")
        }
        try fixture.send("GET /w.js HTTP/1.1\r\nHost: h\r\nIf-None-Match: \"x\"\r\n\r\n")
        #expect(status(try fixture.answers()) == "200")
    }

    @Test("S41 a head that does not come to its end is told 408, bytes behind an answer too", arguments: ["", Self.file])
    func slowHead(before: String) throws {
        let fixture = try HandlerFixture()
        try fixture.send(before + "GET /w.js HTTP/1.1\r\nHo")
        _ = try fixture.answers()
        let now = NIODeadline.now()
        fixture.handler.tick(now + .seconds(9))
        #expect(try fixture.answers().isEmpty)
        fixture.handler.tick(now + .seconds(11))
        let answer = try fixture.answers()
        #expect(status(answer) == "408" && answer.contains("connection: close\r\n"))
    }

    @Test("F-42 a head in two segments leaves the connection as a whole one does", arguments: 1..<32)
    func tornHead(cut: Int) throws {
        let fixture = try HandlerFixture(usesFastPath: false)
        for _ in 0..<2 {
            try fixture.send(String(Self.file.prefix(cut)))
            try fixture.send(String(Self.file.dropFirst(cut)))
            #expect(status(try fixture.answers()) == "200")
        }
        let now = NIODeadline.now()
        fixture.handler.tick(now + .seconds(70))
        #expect(fixture.channel.isActive && fixture.handler.state.phase == .idle)
        fixture.handler.tick(now + .seconds(80))
        #expect(try fixture.answers().isEmpty)
        #expect(fixture.handler.state.phase == .closed)
    }

    @Test("R-A2 a chat's events go out as they come, and the next request is taken") func chat() throws {
        let fixture = try HandlerFixture()
        try fixture.send(Self.post)
        let guest = try #require(fixture.relay?.guest)
        #expect(try fixture.answers().isEmpty, "nothing before the upstream's status")
        guest.respond(RelayHead(kind: .eventStream))
        guest.send(ByteBuffer(string: "data: a\n\n"))
        guest.flush()
        let first = try fixture.answers()
        #expect(status(first) == "200" && first.hasSuffix("\r\n\r\n9\r\ndata: a\n\n\r\n"))
        guest.send(ByteBuffer(string: "data: [DONE]\n\n"))
        guest.finished(ExchangeRecord(outcome: .completed))
        #expect(try fixture.answers() == "e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
        try fixture.send(Self.file)
        #expect(status(try fixture.answers()) == "200")
        #expect(fixture.worker.core.runningChats.load(ordering: .relaxed) == 0)
        #expect(fixture.worker.core.metrics.outcomes == [.completed: 1])
    }

    @Test("R-C1 half a close is a whole one for a chat") func chatGuestLeaves() throws {
        let fixture = try HandlerFixture()
        try fixture.send(Self.post)
        let relay = try #require(fixture.relay)
        fixture.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(relay.calls == ["start", "left"])
        #expect(!fixture.channel.isActive)
        relay.guest?.finished(ExchangeRecord(outcome: .clientClosed))
        #expect(fixture.worker.core.runningChats.load(ordering: .relaxed) == 0)
    }

    @Test(
        "R-E1, R-E2 what the head alone refuses never reaches the relay",
        arguments: [
            ("Origin: https://evil.example\r\nContent-Type: application/json", "403"), ("Content-Type: text/plain", "415"),
            ("Content-Type: application/json\r\nContent-Encoding: gzip", "415"),
        ])
    func refusedChats(fields: String, expected: String) throws {
        let fixture = try HandlerFixture()
        try fixture.send("POST /api/chat HTTP/1.1\r\nHost: h\r\n\(fields)\r\nContent-Length: 5\r\n\r\n")
        #expect(status(try fixture.answers()) == expected)
        #expect(fixture.relay?.calls == [])
    }

    @Test("R-G1, F-41 a drain closes who idles and cuts a chat with its own word") func drain() throws {
        let idle = try HandlerFixture()
        let quiet = Atomic(false)
        idle.worker.connections.drain().whenComplete { _ in quiet.store(true, ordering: .relaxed) }
        #expect(!idle.channel.isActive && quiet.load(ordering: .relaxed))
        let fixture = try HandlerFixture()
        let isQuiet = Atomic(false)
        try fixture.send(Self.post)
        fixture.worker.core.isDraining.store(true, ordering: .relaxed)
        fixture.worker.connections.drain().whenComplete { _ in isQuiet.store(true, ordering: .relaxed) }
        #expect(fixture.channel.isActive && !isQuiet.load(ordering: .relaxed))
        _ = fixture.worker.connections.cut()
        #expect(fixture.relay?.calls == ["start", "cut"])
    }

    @Test("R-H7 a later minor version is read as HTTP/1.1, in whatever pieces", arguments: 1..<22)
    func laterVersion(cut: Int) throws {
        let request = "GET /w.js HTTP/1.2\r\nHost: h\r\n\r\n"
        let fixture = try HandlerFixture()
        try fixture.send(String(request.prefix(cut)))
        try fixture.send(String(request.dropFirst(cut)))
        #expect(status(try fixture.answers()) == "200")
    }
}
