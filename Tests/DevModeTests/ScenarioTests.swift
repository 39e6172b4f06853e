import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import DevMode
@testable import Server

@Suite struct ScenarioTests {
    /// The names of docs/widget.md §9, with hyphens.
    private static let names = [
        "plain", "markdown", "long", "burst", "slow-first-token", "slow-tokens", "split-utf-8", "split-events", "cr-and-crlf-lines",
        "no-final-newline", "offer", "offer-split", "offer-cut", "offer-impossible", "truncated", "cut-mid-stream", "error-in-stream",
        "rate-limited", "server-error", "html-error", "timeout", "json-instead-of-a-stream", "empty-answer", "unsafe-markup",
        "right-to-left",
        "chinese-and-emoji", "sold-out",
    ]

    @Test func everyScenarioOfTheSpecIsThere() { #expect(Set(Scenario.all.map(\.name)) == Set(Self.names)) }

    private func played(_ scenario: Scenario, speed: Double = 1) -> RecordingStream {
        let stream = RecordingStream()
        ScenarioRun(scenario, speed: speed, to: stream).start()
        stream.loop.advanceTime(by: .seconds(600))
        return stream
    }

    @Test(arguments: Scenario.all.map(\.name))
    func aScenarioSendsTheSameBytesEveryTimeAndAtEverySpeed(name: String) throws {
        let scenario = try #require(Scenario.named(name))
        let first = played(scenario)
        let second = played(scenario, speed: 16)
        #expect(first.sent == second.sent)
        #expect(first.status == scenario.status)
        #expect(first.outcome == second.outcome)
        #expect(first.outcome == (name == "timeout" ? .open : name == "cut-mid-stream" ? .aborted : .ended))
    }

    @Test func pausesFollowTheSpeed() throws {
        let stream = RecordingStream()
        ScenarioRun(try #require(Scenario.named("slow-first-token")), speed: 4, to: stream).start()
        stream.loop.advanceTime(by: .milliseconds(999))
        #expect(stream.sent.isEmpty)
        stream.loop.advanceTime(by: .milliseconds(1))
        #expect(!stream.sent.isEmpty)
    }

    @Test func aClientThatLeavesEndsTheRun() throws {
        let stream = RecordingStream()
        ScenarioRun(try #require(Scenario.named("slow-tokens")), speed: 1, to: stream).start()
        stream.loop.advanceTime(by: .seconds(1))
        let count = stream.sent.count
        stream.close()
        stream.loop.advanceTime(by: .seconds(60))
        #expect(stream.sent.count == count)
    }

    @Test(arguments: [("offer", 1.0), ("offer@4", 4), ("offer%400.25", 0.25)])
    func theURLNamesScenarioAndSpeed(text: String, speed: Double) throws {
        let (scenario, found) = try #require(DevSite.choice(text[...]))
        #expect(scenario.name == "offer")
        #expect(found == speed)
    }

    @Test(arguments: ["", "offers", "offer@", "offer@17", "offer@nan", "offer@x"])
    func aWrongChoiceIsNone(text: String) { #expect(DevSite.choice(text[...]) == nil) }

    @Test func aSoldOutHotelHasEveryNightBooked() {
        let hotel = ByteBuffer(string: #"{"rooms":[{"id":"a","bookedDates":[],"x":1},{"id":"b","bookedDates":["2027-01-10"]}]}"#)
        let text = String(buffer: SoldOutHotel.from(hotel))
        #expect(text.hasPrefix(#"{"rooms":[{"id":"a","bookedDates":["2026-01-01","2026-01-02""#))
        #expect(text.contains(#""2028-02-29""#))
        #expect(text.hasSuffix(#"]}]}"#))
    }
}

/// Keeps what an extension answers.
final class RecordingStream: SiteStream {
    enum End: Equatable { case open, ended, aborted }

    let loop = EmbeddedEventLoop()
    var eventLoop: any EventLoop { loop }
    private(set) var status: Int?
    private(set) var headers: HTTPHeaders = [:]
    private(set) var sent: [String] = []
    private(set) var outcome = End.open
    private var closing: [() -> Void] = []

    func answer(_ answer: SiteAnswer) {
        begin(status: answer.status, headers: answer.headers)
        send(answer.body)
        outcome = .ended
    }

    func begin(status: Int, headers: HTTPHeaders) {
        self.status = status
        self.headers = headers
    }

    func send(_ bytes: ByteBuffer) { sent.append(bytes.readableBytesView.map { String($0, radix: 16) }.joined()) }
    func end() { outcome = .ended }
    func abort() { outcome = .aborted }
    func whenClosed(_ action: @escaping () -> Void) { closing.append(action) }
    func close() { for action in closing { action() } }
}
