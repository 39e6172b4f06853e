import NIOCore
import NIOEmbedded
import Testing

@testable import Chat
@testable import DemoModel
@testable import Relay

@Suite struct DemoExchangeTests {
    /// The role goes with the first piece of text; the end's reason, usage and the end go with the last one.
    @Test(arguments: [false, true]) func theGapsBetweenEventsAreCounted(includeUsage: Bool) throws {
        let loop = EmbeddedEventLoop()
        let guest = RecordingGuest()
        let request = ChatRequest(messagesJSON: ByteBuffer(), model: "demo", stream: true, maxTokens: 100, includeUsage: includeUsage)
        let answer = DemoAnswer(text: "We look forward to you", promptTokens: 1, limit: 100)
        let exchange = DemoExchange(
            answer: answer, request: request, id: "chatcmpl-1", created: 0, interval: .milliseconds(40), eventLoop: loop, guest: guest)
        exchange.begin()
        for _ in 0..<20 { loop.advanceTime(by: .milliseconds(40)) }

        let record = try #require(guest.record)
        let pieces = answer.pieces.count
        #expect(record.outcome == .completed && guest.body.hasSuffix("data: [DONE]\n\n"))
        #expect(record.events == pieces + (includeUsage ? 3 : 2))
        #expect(record.eventGaps.reduce(0, +) == record.events - 1)
        let bounds = ExchangeRecord.eventGapBoundsMilliseconds
        #expect(record.eventGaps[try #require(bounds.firstIndex(of: 50))] == pieces - 1)
        #expect(record.eventGaps[0] == record.events - pieces)
        #expect(abs(record.eventGapSeconds - 0.04 * Double(pieces - 1)) < 1e-9)
    }
}
