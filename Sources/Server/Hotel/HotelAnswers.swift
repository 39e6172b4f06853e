import Assets
import Chat
import Synchronization

/// `/api/hotel` as ready bytes, shared by all loops (F-36, F-43). With 200 rooms it takes some milliseconds to make, so that it is made
/// beside the loops, when something it depends on has changed or is about to; on a loop only where a request comes first.
final class HotelAnswers: Sendable {
    /// What its bytes depend on.
    struct Key: Equatable {
        /// Number of the latest reload; read it before the state that belongs to it, so that an old state is never kept as the new one's.
        var generation: Int
        /// The hotel's day, counted from 1970-01-01.
        var day: Int
        /// Number of the latest change of the rooms' calendars.
        var calendars: Int
    }

    /// Those of today and, shortly before midnight, of tomorrow.
    private let kept = Mutex<[(key: Key, answer: HotelAnswer)]>([])
    private static let limit = 2

    /// The answer at a time in seconds since 1970.
    func answer(_ state: ServerParts.Reloadable, generation: Int, calendars: Int, now: Int64) -> HotelAnswer {
        let key = Key(generation: generation, day: state.hotel.today(now), calendars: calendars)
        if let known = kept.withLock({ kept in kept.first { $0.key == key } }) { return known.answer }
        let made = HotelAnswer(state.hotel.publicJSON(service: state.service, availability: state.availability(), now: now))
        kept.withLock { kept in
            kept.removeAll { $0.key == key }
            kept = kept.suffix(Self.limit - 1) + [(key, made)]
        }
        return made
    }
}
