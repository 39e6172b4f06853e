import Synchronization

/// Counters of the booking requests for `/metrics`; no label ever holds an id or a guest's word.
package final class BookingStatistics: Sendable {
    /// What became of a request or of an attempt to deliver one.
    enum Result: String, CaseIterable {
        case accepted, repeated, refused, unavailable, delivered, attemptFailed = "attempt_failed", givenUp = "given_up"
    }

    private struct Values {
        var results: [Result: Int] = [:]
        /// Seconds since 1970 at which each waiting request was taken.
        var waiting: [String: Int64] = [:]
    }

    private let values = Mutex(Values())

    /// All counters at 0.
    package init() {}

    func count(_ result: Result) { values.withLock { $0.results[result, default: 0] += 1 } }
    func waits(_ id: String, since time: Int64) { values.withLock { $0.waiting[id] = time } }
    func ended(_ id: String) { values.withLock { $0.waiting[id] = nil } }

    /// The metrics in Prometheus' text format.
    /// - Parameter now: Seconds since 1970.
    package func text(now: Int64) -> String {
        let values = values.withLock { $0 }
        let results = Result.allCases.map { "bellhop_bookings_total{result=\"\($0.rawValue)\"} \(values.results[$0] ?? 0)" }
        let oldest = values.waiting.values.min().map { max(0, now - $0) } ?? 0
        return """
            # HELP bellhop_bookings_total Booking requests and attempts to deliver them, by what became of them.
            # TYPE bellhop_bookings_total counter
            \(results.joined(separator: "\n"))
            # HELP bellhop_bookings_pending Booking requests that wait for a sink.
            # TYPE bellhop_bookings_pending gauge
            bellhop_bookings_pending \(values.waiting.count)
            # HELP bellhop_bookings_oldest_seconds Age of the oldest request that waits.
            # TYPE bellhop_bookings_oldest_seconds gauge
            bellhop_bookings_oldest_seconds \(oldest)

            """
    }
}
