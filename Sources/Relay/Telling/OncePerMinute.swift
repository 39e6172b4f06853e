package import NIOCore
import Synchronization

/// Lets one line a minute through for each cause, so that a fault that every request meets does not fill the log. Shared by all loops; looked at
/// only where something failed.
package final class OncePerMinute: Sendable {
    private struct Known {
        var toldAt: NIODeadline
        /// How often it came since.
        var kept = 0
    }

    /// Most causes that are told apart; a request's own words may be among them.
    private static let limit = 64
    private let known = Mutex<[String: Known]>([:])

    /// Nothing was told yet.
    package init() {}

    /// - Parameter cause: What makes two lines the same.
    /// - Returns: How often the cause came since the last line, where it is time for another one; nil: say nothing.
    package func turn(of cause: String, now: NIODeadline = .now()) -> Int? {
        known.withLock { known in
            if let last = known[cause], now < last.toldAt + .minutes(1) {
                known[cause]?.kept += 1
                return nil
            }
            let kept = known[cause]?.kept ?? 0
            if known.count >= Self.limit { known = known.filter { now < $0.value.toldAt + .minutes(1) } }
            if known.count < Self.limit { known[cause] = Known(toldAt: now) }
            return kept
        }
    }
}
