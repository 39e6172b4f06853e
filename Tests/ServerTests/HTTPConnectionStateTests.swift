import NIOCore
import Testing

@testable import Server

/// Scripts of events and the actions that follow, without sockets: times are seconds.
@Suite struct HTTPConnectionStateTests {
    /// A connection with short limits, in a form that scripts can drive.
    private struct Script {
        var state: HTTPConnectionState
        private var handed = 0

        init(_ ending: HTTPConnectionState.Ending = .halfCloses) {
            state = HTTPConnectionState(limits: .init(header: .seconds(10), write: .seconds(3)), ending: ending)
            state.opened(Self.at(0))
        }

        static func at(_ second: Int64) -> NIODeadline { .uptimeNanoseconds(UInt64(1_000 + second) * 1_000_000_000) }

        mutating func request(at second: Int64) {
            state.head(Self.at(second))
            state.end()
        }

        mutating func answer(_ bytes: Int, at second: Int64) {
            handed += bytes
            state.answered(Self.at(second))
        }

        mutating func hand(_ bytes: Int) { handed += bytes }

        mutating func tick(_ second: Int64, waiting: Int = 0) -> HTTPConnectionState.Action {
            state.taken(handed: handed, waiting: waiting, Self.at(second))
            return state.tick(Self.at(second))
        }
    }

    @Test("S41 a connection that sends nothing is closed, one that began a head is told") func silence() {
        var silent = Script()
        #expect(silent.tick(9) == .none)
        #expect(silent.tick(10) == .close)
        var slow = Script()
        slow.state.headBegan(Script.at(5))
        #expect(slow.tick(9) == .none)
        #expect(slow.tick(10) == .refuseSlowRequest, "the first head's time runs since the accept")
    }

    @Test("S41 a later head and a body have their time from their first byte") func laterHead() {
        var script = Script()
        script.request(at: 1)
        script.answer(100, at: 1)
        #expect(script.tick(2) == .none)
        script.state.headBegan(Script.at(50))
        #expect(script.tick(59) == .none)
        #expect(script.tick(60) == .refuseSlowRequest)
        var body = Script()
        body.state.head(Script.at(8))
        #expect(body.tick(17) == .none)
        #expect(body.tick(18) == .refuseSlowRequest)
    }

    @Test("F-40 the wait for the next request begins when the answer is taken") func keepAlive() {
        var script = Script()
        script.request(at: 0)
        script.answer(1_000, at: 0)
        for second in Int64(1)...100 { #expect(script.tick(second, waiting: 1_000 - Int(second)) == .none) }
        #expect(script.tick(101) == .none)
        #expect(script.tick(174) == .none)
        #expect(script.tick(176) == .close)
    }

    @Test(
        "F-40, S41 who takes a little all the time is not cut, who takes nothing is",
        arguments: [HTTPConnectionState.Ending.halfCloses, .closes, .byItself])
    func stall(ending: HTTPConnectionState.Ending) {
        var script = Script(ending)
        script.request(at: 0)
        script.hand(1_000)
        for second in Int64(1)...20 { #expect(script.tick(second, waiting: 1_000 - Int(second)) == .none) }
        // More is handed over; what waits grows, though the client takes some.
        script.hand(500)
        #expect(script.tick(21, waiting: 1_470) == .none)
        #expect(script.tick(23, waiting: 1_470) == .none)
        #expect(script.tick(24, waiting: 1_470) == .cut)
        #expect(script.state.phase == .closed)
    }

    @Test("a chat's own timer looks after its client") func ownTimer() {
        var script = Script()
        script.request(at: 0)
        script.state.hasOwnTimer = true
        script.hand(100)
        for second in Int64(1)...20 { #expect(script.tick(second, waiting: 100) == .none) }
    }

    @Test("F-40 the last answer: our side ends, lingering begins when it is taken") func lastAnswer() {
        var script = Script()
        script.request(at: 0)
        script.hand(1_000)
        #expect(script.state.end(mayClose: false, isFlushed: true) == .shutOutput)
        for second in Int64(1)...10 { #expect(script.tick(second, waiting: 1_000 - Int(second)) == .none) }
        #expect(script.tick(11) == .none)
        #expect(script.state.phase == .lingering)
        #expect(script.tick(12) == .cut)
    }

    @Test(
        "how each carrier ends",
        arguments: [
            (HTTPConnectionState.Ending.halfCloses, true, true, HTTPConnectionState.Action.close), (.halfCloses, true, false, .shutOutput),
            (.halfCloses, false, true, .shutOutput), (.closes, true, true, .closeWhenFlushed), (.closes, false, false, .closeWhenFlushed),
            (.byItself, true, true, .none),
        ])
    func endings(ending: HTTPConnectionState.Ending, mayClose: Bool, isFlushed: Bool, action: HTTPConnectionState.Action) {
        var script = Script(ending)
        script.request(at: 0)
        #expect(script.state.end(mayClose: mayClose, isFlushed: isFlushed) == action)
        #expect(script.state.end(mayClose: mayClose, isFlushed: isFlushed) == .none, "once")
    }

    @Test("a client that shuts its side: a stream ends, a file goes on and is the last") func halfClose() {
        var chat = Script()
        chat.request(at: 0)
        #expect(chat.state.inputClosed(isStreaming: true, isFlushed: true) == .close)
        var file = Script()
        file.request(at: 0)
        #expect(file.state.inputClosed(isStreaming: false, isFlushed: true) == .none)
        #expect(file.state.isLastByClient)
        file.hand(1_000)
        #expect(file.state.end(mayClose: false, isFlushed: false) == .closeWhenFlushed)
        #expect(file.tick(1, waiting: 500) == .none)
        #expect(file.tick(2) == .close)
        var idle = Script()
        idle.request(at: 0)
        idle.answer(1_000, at: 0)
        #expect(idle.state.inputClosed(isStreaming: false, isFlushed: false) == .closeWhenFlushed)
        var done = Script()
        #expect(done.state.inputClosed(isStreaming: false, isFlushed: true) == .close)
    }

    @Test("F-41 a drain ends who idles, and waits for who still takes an answer") func drain() {
        var idle = Script()
        #expect(idle.state.drain(isFlushed: true) == .close)
        var taking = Script()
        taking.request(at: 0)
        taking.answer(1_000, at: 0)
        #expect(taking.tick(1, waiting: 700) == .none)
        #expect(taking.state.drain(isFlushed: false) == .shutOutput)
        #expect(taking.state.isAnswering)
        #expect(taking.tick(2, waiting: 300) == .none)
        #expect(taking.state.isAnswering)
        #expect(taking.tick(3) == .none)
        #expect(!taking.state.isAnswering)
        var busy = Script()
        busy.request(at: 0)
        #expect(busy.state.drain(isFlushed: true) == .none)
        #expect(busy.state.isAnswering)
    }
}
