import NIOPosix
import Testing

@testable import Bookings

@Suite struct BookingDispatcherTests {
    /// A sink that answers as its script says, then takes everything; tells of each attempt.
    private final class ScriptedSink: BookingSink {
        let name: String
        let width = 2
        let attempts: AsyncStream<String>
        private let tell: AsyncStream<String>.Continuation
        private let next: @Sendable (String) -> DeliveryResult

        init(_ name: String, _ next: @escaping @Sendable (String) -> DeliveryResult = { _ in .taken }) {
            self.name = name
            self.next = next
            (attempts, tell) = AsyncStream.makeStream()
        }

        func deliver(_ entry: SpoolEntry) async -> DeliveryResult {
            defer { tell.yield(entry.booking.id) }
            return next(entry.booking.id)
        }

        /// The id of the next attempt.
        func attempt() async -> String? { await attempts.first { _ in true } }
    }

    private let folder = BookingFixture.folder()
    private let statistics = BookingStatistics()

    private func dispatcher(_ spool: Spool, _ sinks: [ScriptedSink], age: Int64 = 0, giveUp: Int64 = 100) -> BookingDispatcher {
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        return BookingDispatcher(
            spool: spool, sinks: sinks, pool: pool, giveUpSeconds: giveUp, statistics: statistics, logger: BookingFixture.silence,
            now: { BookingFixture.now + age })
    }

    /// Waits for a state of the folder that a dispatcher brings about; its own end is the test's time limit.
    private func until(_ isSo: () -> Bool) async { while !isSo() { await Task.yield() } }

    private func running(_ dispatcher: BookingDispatcher, _ check: () async throws -> Void) async rethrows {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await dispatcher.run() }
            try await check()
            group.cancelAll()
        }
    }

    @Test(.timeLimit(.minutes(1))) func eachRequestGoesToEachSinkAndIsThenForgotten() async throws {
        let spool = try Spool(opening: folder)
        try spool.add(try BookingFixture.entry())
        let (webhook, command) = (ScriptedSink("webhook"), ScriptedSink("command"))
        let dispatcher = dispatcher(spool, [webhook, command])
        try await running(dispatcher) {
            #expect(await webhook.attempt() == BookingFixture.id)
            #expect(await command.attempt() == BookingFixture.id)
            await until { spool.waiting() == [] }
            let late = BookingFixture.id(7)
            try spool.add(try BookingFixture.entry(id: late))
            dispatcher.arrived(late)
            #expect(await webhook.attempt() == late)
            await until { spool.waiting() == [] && spool.known(late) != .nothing }
        }
        #expect(statistics.text(now: 0).contains(#"bellhop_bookings_total{result="delivered"} 2"#))
    }

    /// A dead sink holds back nobody, and its failures are written down.
    @Test(.timeLimit(.minutes(1))) func aDeadSinkHoldsBackNobody() async throws {
        let spool = try Spool(opening: folder)
        for number in 1...5 { try spool.add(try BookingFixture.entry(id: BookingFixture.id(number))) }
        let (webhook, command) = (ScriptedSink("webhook") { _ in .failed("it answered 500") }, ScriptedSink("command"))
        await running(dispatcher(spool, [webhook, command])) {
            await until { (1...5).allSatisfy { spool.state(BookingFixture.id($0)).sinks["command"]?.isDone == true } }
            await until { (1...5).allSatisfy { spool.state(BookingFixture.id($0)).sinks["webhook"]?.attempts == 1 } }
        }
        let state = try #require(spool.state(BookingFixture.id(3)).sinks["webhook"])
        #expect(state.error == "it answered 500")
        #expect((4...6).contains(state.next - BookingFixture.now))
        // A new process goes on with the sink that is open, and does not ask the other again.
        let (again, other) = (ScriptedSink("webhook"), ScriptedSink("command") { _ in .refused("asked twice") })
        await running(dispatcher(spool, [again, other], age: 10)) { await until { spool.waiting() == [] } }
        #expect(statistics.text(now: 0).contains(#"result="given_up"} 0"#))
    }

    /// B-08
    @Test(.timeLimit(.minutes(1))) func whatASinkRefusesForGoodIsGivenUpOnceTheOthersAreDone() async throws {
        let spool = try Spool(opening: folder)
        try spool.add(try BookingFixture.entry())
        let (webhook, command) = (ScriptedSink("webhook") { _ in .refused("it answered 410") }, ScriptedSink("command"))
        await running(dispatcher(spool, [webhook, command])) { await until { spool.waiting() == [] } }
        let item = try #require(try SpoolListing(folder: folder).items.first)
        #expect(item.hasFailed && item.state.sinks["command"]?.isDone == true && item.state.sinks["webhook"]?.error == "it answered 410")
    }

    @Test(.timeLimit(.minutes(1))) func anOldRequestIsTriedOnceMoreAndThenGivenUp() async throws {
        let spool = try Spool(opening: folder)
        try spool.add(try BookingFixture.entry())
        let webhook = ScriptedSink("webhook") { _ in .failed("down") }
        await running(dispatcher(spool, [webhook], age: 500)) {
            #expect(await webhook.attempt() == BookingFixture.id)
            await until { spool.waiting() == [] }
        }
        #expect(try SpoolListing(folder: folder).items.first?.hasFailed == true)
    }

    /// A clock that was set back makes no pause longer than an hour, and gives nothing up.
    @Test(.timeLimit(.minutes(1))) func aClockThatJumpsBackLosesNothing() async throws {
        let spool = try Spool(opening: folder)
        try spool.add(try BookingFixture.entry())
        var state = DeliveryState()
        state.sinks["webhook"] = .init(attempts: 2, next: BookingFixture.now + 10, error: "down")
        try spool.keep(state, of: BookingFixture.id)
        let webhook = ScriptedSink("webhook")
        await running(dispatcher(spool, [webhook], age: -5_000_000)) {
            await until { statistics.text(now: 0).contains("bellhop_bookings_pending 1") }
            try? SpoolListing(folder: folder).retry(BookingFixture.id)
            #expect(await webhook.attempt() == BookingFixture.id)
            await until { spool.waiting() == [] }
        }
        #expect(try SpoolListing(folder: folder).items.isEmpty)
    }
}
