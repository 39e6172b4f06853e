import Assets
import Glibc
import Limits
import Logging
import NIOCore
import Relay
import Synchronization

/// What all connections share: the settings, the parts, whether a drain has begun, the counters.
final class ServerCore: Sendable {
    let settings: ServerSettings
    let parts: ServerParts
    /// Warnings that requests cause.
    let warnings = OncePerMinute()
    let isDraining = Atomic<Bool>(false)
    let isHurried = Atomic<Bool>(false)
    /// Chats that run now.
    let runningChats = Atomic<Int>(0)
    /// Whether the listener speaks TLS; no reload changes that.
    let isSecure: Bool
    private let current: Mutex<ServerParts.Reloadable>
    let generation = Atomic<Int>(0)
    /// Counts the changes of the rooms' calendars.
    let calendarVersion = Atomic<Int>(0)
    private let hotelAnswers = HotelAnswers()
    private let counters = Mutex<[Metrics]>([])

    init(settings: ServerSettings, parts: ServerParts) {
        self.settings = settings
        self.parts = parts
        isSecure = parts.reloadable.tls != nil
        current = Mutex(parts.reloadable)
    }

    /// The counters of all loops, summed.
    var metrics: Metrics.Values { counters.withLock { $0 }.reduce(into: Metrics.Values()) { $0 += $1.values } }

    /// Makes the counters of one more loop.
    func makeCounters() -> Metrics {
        let new = Metrics()
        counters.withLock { $0.append(new) }
        return new
    }

    var reloadable: ServerParts.Reloadable { current.withLock { $0 } }

    /// - Throws: Where the new state cannot take the old one's place; that one stays whole.
    func reload(_ new: ServerParts.Reloadable) throws(BellhopServer.ReloadFailure) {
        guard (new.tls != nil) == isSecure else { throw .turnsTLS(on: new.tls != nil) }
        let next = generation.load(ordering: .acquiring) + 1
        _ = hotelAnswers.answer(new, generation: next, calendars: calendarVersion.load(ordering: .acquiring), now: Self.second())
        current.withLock { $0 = new }
        parts.limiter.change(new.limits)
        generation.add(1, ordering: .releasing)
    }

    /// `/api/hotel` at a time in seconds since 1970.
    func hotelAnswer(now: Int64) -> HotelAnswer {
        let (generation, calendars) = (generation.load(ordering: .acquiring), calendarVersion.load(ordering: .acquiring))
        return hotelAnswers.answer(reloadable, generation: generation, calendars: calendars, now: now)
    }

    /// Seconds since 1970.
    static func second() -> Int64 { Int64(time(nil)) }
}
