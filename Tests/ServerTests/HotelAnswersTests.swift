import Assets
import Chat
import Limits
import NIOCore
import Relay
import Testing

@testable import Server

/// F-36, F-43: `/api/hotel` is made once for each reload, day of the hotel and state of its calendars.
@Suite struct HotelAnswersTests {
    private static let noon: Int64 = 1_795_521_600
    private let answers = HotelAnswers()

    private func hotel(_ name: String = "H", zone: String = "UTC") throws -> ServerParts.Reloadable {
        let hotel = try Hotel.parse(Array(#"{"name":"\#(name)","timeZone":"\#(zone)"}"#.utf8), file: "f")
        let prompts = try PromptSet { _ in (Array("You are a concierge.".utf8), "f") }
        return ServerParts.Reloadable(
            requestFactory: ChatRequestFactory(policy: ChatPolicy(), hotel: hotel, prompts: prompts), hotel: hotel,
            service: ServiceFacts(model: "m", demo: true, configured: false, version: "v"), limits: LimitSettings(),
            makeRelay: { _ in NoRelay() })
    }

    private final class NoRelay: Relay {
        func start(_ request: ChatRequest, requestID: String, guest: any RelayDelegate) -> any RelayExchange { NoExchange() }
        func closeIdleConnections() {}
    }

    private final class NoExchange: RelayExchange {
        func guestLeft() {}
        func guestWritabilityChanged(_ isWritable: Bool) {}
        func cutForDrain() {}
    }

    /// The ready answer, whose identity tells whether it is the same one, and its text.
    private func made(_ hotel: ServerParts.Reloadable, generation: Int = 0, calendars: Int = 0, now: Int64 = Self.noon) throws -> (
        PrerenderedResponse, String
    ) {
        let answer = answers.answer(hotel, generation: generation, calendars: calendars, now: now)
        guard case .frozen(let frozen) = answer.answer(AssetRequest(method: .get, path: "/api/hotel"), now: now) else {
            throw AnswerIsPutTogether()
        }
        return (frozen, String(buffer: frozen.body))
    }

    private struct AnswerIsPutTogether: Error {}

    @Test func oneDayIsOneAnswer() throws {
        let hotel = try hotel()
        let first = try made(hotel)
        #expect(try made(hotel, now: Self.noon + 43_199).0 === first.0)
        let next = try made(hotel, now: Self.noon + 43_200)
        #expect(next.0 !== first.0 && first.1.contains("2026-11-24") && next.1.contains("2026-11-25"))
        // Both are kept: some loops may be a moment behind midnight.
        #expect(try made(hotel).0 === first.0 && made(hotel, now: Self.noon + 43_200).0 === next.0)
    }

    @Test func theDayIsTheHotels() throws {
        let hotel = try hotel(zone: "Europe/Kyiv")
        #expect(try made(hotel, now: Self.noon + 36_000).1.contains("2026-11-25"))
    }

    @Test func aReloadAndAChangedCalendarMakeItAnew() throws {
        let first = try made(hotel("One"))
        let reloaded = try made(hotel("Two"), generation: 1)
        #expect(reloaded.1.contains("Two") && reloaded.0 !== first.0)
        #expect(try made(hotel("Two"), generation: 1, calendars: 1).0 !== reloaded.0)
    }

    @Test func whatIsOldIsLetGo() throws {
        let hotel = try hotel()
        weak let old = try made(hotel).0
        for generation in 1...2 { _ = try made(hotel, generation: generation) }
        #expect(old == nil)
    }
}
