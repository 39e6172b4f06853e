package import Chat
import CivilTime
package import Logging
package import OutgoingHTTP
import Synchronization

/// Keeps what the hotel's calendars say, read again and again apart from guests' requests. Unknown is never free.
package final class CalendarBook: Sendable {
    /// A calendar is unknown when its last good reading is older, in seconds.
    package static let longestAge = 24 * 3600.0
    /// Most calendars that are read at the same time.
    private static let width = 8

    /// One calendar of a room, and what was last read of it.
    struct Entry: Sendable {
        let room: String
        /// From 1, as it stands in `rooms[].calendar`.
        let number: Int
        let text: String
        let source: CalendarSource?
        var reading: Reading?
        /// Why it could not be read the last time; nil where it could.
        var trouble: String?
        var memory: CalendarFetcher.Memory?

        struct Reading: Sendable {
            var nights: CalendarNights
            var through: Int
            /// Seconds on the book's clock.
            var at: Double
        }
    }

    private struct State {
        var entries: [Entry] = []
        var units: [String: Int] = [:]
        var availability = Availability()
    }

    private let state = Mutex(State())
    private let hotel: @Sendable () -> Hotel
    private let fetcher: CalendarFetcher
    private let pause: Double
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private let start = ContinuousClock.now
    private let tells: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)
    private let wakes: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    /// - Parameters:
    ///   - hotel: The hotel as it is now; see ``hotelChanged()``.
    ///   - minutes: Between two readings.
    ///   - version: For `User-Agent`.
    ///   - now: Seconds since 1970.
    package init(
        hotel: @escaping @Sendable () -> Hotel, client: OutgoingClient, minutes: Double, version: String, logger: Logger,
        now: @escaping @Sendable () -> Int64
    ) {
        self.hotel = hotel
        fetcher = CalendarFetcher(client: client, version: version)
        pause = minutes * 60
        self.logger = logger
        self.now = now
        tells = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakes = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        takeHotel()
    }

    /// Tells of each change of ``availability``; for one reader.
    package var changes: AsyncStream<Void> { tells.stream }

    /// What is known now.
    package var availability: Availability { state.withLock { $0.availability } }

    /// Reads the calendars of a hotel that was exchanged; those it had before keep their last reading.
    package func hotelChanged() {
        takeHotel()
        wakes.continuation.yield()
    }

    private func takeHotel() {
        let hotel = hotel()
        let elapsed = elapsed
        state.withLock { state in
            let old = state.entries
            state.entries = hotel.rooms.flatMap { room in
                room.calendars.enumerated().map { index, text in
                    var entry = Entry(room: room.id, number: index + 1, text: text, source: CalendarSource(text))
                    if let known = old.first(where: { $0.text == text }) {
                        (entry.reading, entry.trouble, entry.memory) = (known.reading, known.trouble, known.memory)
                    }
                    return entry
                }
            }
            state.units = Dictionary(hotel.rooms.map { ($0.id, $0.units) }) { first, _ in first }
            settle(&state, elapsed)
        }
    }

    /// Reads each time it is woken, until the task is cancelled.
    private func readWhenWoken() async {
        for await _ in wakes.stream { await readAll() }
    }

    /// Reads at once and then every few minutes, until the task is cancelled.
    package func keepReading() async {
        wakes.continuation.yield()
        await withDiscardingTaskGroup { group in
            group.addTask { await self.readWhenWoken() }
            while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(pause))
                wakes.continuation.yield()
            }
        }
    }

    private func readAll() async {
        let entries = state.withLock { $0.entries }
        await withTaskGroup(of: Void.self) { group in
            for (index, entry) in entries.enumerated() {
                if index >= Self.width { await group.next() }
                group.addTask { await self.read(entry) }
            }
        }
        let elapsed = elapsed
        state.withLock { settle(&$0, elapsed) }
    }

    private func read(_ entry: Entry) async {
        guard let source = entry.source else {
            return failed(entry, "its address is neither https nor a file")
        }
        let hotel = hotel()
        let today = hotel.today(now())
        // What was expanded for an earlier day lacks the newest one: ask for the whole.
        let memory = entry.memory.flatMap { $0.today == today ? $0 : nil }
        do {
            guard case .bytes(let bytes, var newMemory) = try await fetcher.fetch(source, memory) else { return read(entry, nil, memory) }
            let nights = try CalendarNights(bytes, today: today, zone: hotel.zone)
            newMemory.today = today
            read(entry, (nights, today + CalendarNights.horizon), newMemory)
        } catch {
            if !Task.isCancelled { failed(entry, "\(error)") }
        }
    }

    /// A good reading; without nights, the last one still holds.
    private func read(_ entry: Entry, _ nights: (CalendarNights, through: Int)?, _ memory: CalendarFetcher.Memory?) {
        let elapsed = elapsed
        let before = state.withLock { state -> Entry? in
            guard let index = state.entries.firstIndex(where: { $0.room == entry.room && $0.text == entry.text }) else { return nil }
            let before = state.entries[index]
            if let nights { state.entries[index].reading = .init(nights: nights.0, through: nights.through, at: elapsed) }
            state.entries[index].reading?.at = elapsed
            state.entries[index].trouble = nil
            state.entries[index].memory = memory
            settle(&state, elapsed)
            return before
        }
        if before?.trouble != nil {
            logger.notice("a calendar can be read again", metadata: ["room": "\(entry.room)", "calendar": "\(entry.number)"])
        }
    }

    /// One line for each change, not for each reading.
    private func failed(_ entry: Entry, _ trouble: String) {
        let elapsed = elapsed
        let before = state.withLock { state -> Entry? in
            guard let index = state.entries.firstIndex(where: { $0.room == entry.room && $0.text == entry.text }) else { return nil }
            let before = state.entries[index]
            state.entries[index].trouble = trouble
            settle(&state, elapsed)
            return before
        }
        guard let before, before.trouble != trouble else { return }
        logger.warning(
            "a calendar cannot be read", metadata: ["room": "\(entry.room)", "calendar": "\(entry.number)", "error": "\(trouble)"])
    }

    /// Puts the readings together, room by room.
    private func settle(_ state: inout State, _ elapsed: Double) {
        var rooms: [String: Availability.Nights] = [:]
        for (room, entries) in Dictionary(grouping: state.entries, by: \.room) {
            let units = state.units[room] ?? entries.count
            rooms[room] = RoomNights.of(entries.map { $0.reading.flatMap { elapsed - $0.at < Self.longestAge ? $0 : nil } }, units: units)
        }
        guard Availability(rooms: rooms) != state.availability else { return }
        state.availability = Availability(rooms: rooms)
        tells.continuation.yield()
    }

    /// Seconds since the book was made, by a clock that nobody sets.
    private var elapsed: Double {
        let time = (ContinuousClock.now - start).components
        return Double(time.seconds) + Double(time.attoseconds) / 1e18
    }

    /// The age of each room's oldest calendar in Prometheus' text format; -1 where one was never read.
    package var metrics: String {
        let (entries, elapsed) = (state.withLock { $0.entries }, elapsed)
        guard !entries.isEmpty else { return "" }
        let ages = Dictionary(grouping: entries, by: \.room).mapValues { entries in
            entries.contains { $0.reading == nil } ? -1 : entries.compactMap { $0.reading.map { elapsed - $0.at } }.max() ?? -1
        }
        let lines = ages.sorted { $0.key < $1.key }.map { room, age in
            let label = room.filter { $0 != "\"" && $0 != "\\" && $0 != "\n" }
            return "bellhop_calendar_age_seconds{room=\"\(label)\"} \((age * 10).rounded() / 10)"
        }
        return """
            # HELP bellhop_calendar_age_seconds Age of the oldest last good reading of a room's calendars; -1: one was never read.
            # TYPE bellhop_calendar_age_seconds gauge
            \(lines.joined(separator: "\n"))

            """
    }
}
