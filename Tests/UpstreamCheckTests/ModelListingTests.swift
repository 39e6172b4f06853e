import CivilTime
import NIOCore
import Testing

@testable import UpstreamCheck

@Suite struct ModelListingTests {
    private func listing(_ text: String) -> ModelListing? { ModelListing(ByteBuffer(string: text)) }

    @Test(arguments: [
        (#"{"id":"m","object":"model","shutdown_date":"2027-01-14"}"#, ["m"], "2027-01-14"),
        (#"{"id":"m","shutdown_date":null}"#, ["m"], nil),
        (#"{"object":"list","data":[{"id":"m","shutdown_date":"2027-01-14T00:00:00Z"},{"id":"n"}]}"#, ["m", "n"], "2027-01-14"),
        (#"[{"id":"m"},{"id":"n"}]"#, ["m", "n"], nil), (#"{"models":[{"name":"models/m"}]}"#, ["models/m"], nil),
        (#"{"data":[]}"#, [], nil),
        (#"{"data":[{"id":"m","shutdown_date":"soon"}, 5]}"#, ["m"], nil),
    ])
    func everyShapeIsRead(text: String, ids: [String], shutdown: String?) throws {
        let found = try #require(listing(text))
        #expect(found.models.map(\.id) == ids)
        #expect(found.model("m")?.shutdownDay == shutdown.flatMap(CalendarDay.day))
    }

    @Test(arguments: ["", "<html>", "{}", "[]", "5", #"{"error":{"message":"no"}}"#]) func anythingElseIsNone(text: String) {
        #expect(listing(text) == nil)
    }

    @Test func namesThatResembleComeFirst() {
        let found = listing(#"{"data":[{"id":"llama3.2:1b"},{"id":"qwen3:4b"},{"id":"qwen3:8b"}]}"#)
        #expect(found?.near("qwen-3") == ["qwen3:4b", "qwen3:8b"])
        #expect(found?.near("mistral").count == 3)
    }
}

@Suite struct ModelShutdownTests {
    @Test(arguments: [
        ("2027-01-14", "2026-11-27", 48, true, "it is shut down on 2027-01-14, in 48 days"),
        ("2027-01-26", "2026-11-27", 60, true, "it is shut down on 2027-01-26, in 60 days"),
        ("2027-01-27", "2026-11-27", 61, false, "it is shut down on 2027-01-27, in 61 days"),
        ("2027-01-14", "2027-01-13", 1, true, "it is shut down tomorrow, 2027-01-14"),
        ("2027-01-14", "2027-01-14", 0, true, "it is shut down today, 2027-01-14"),
        ("2027-01-14", "2027-01-15", -1, true, "it was shut down on 2027-01-14"),
    ])
    func daysAreCounted(day: String, today: String, left: Int, isNear: Bool, words: String) throws {
        let now = Int64(try #require(CalendarDay.day(today))) * 86_400 + 86_399
        let shutdown = ModelShutdown(model: "m", day: try #require(CalendarDay.day(day)), now: now)
        #expect(shutdown.daysLeft == left)
        #expect(shutdown.isNear == isNear)
        #expect(shutdown.description == words)
    }
}
