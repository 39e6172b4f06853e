import NIOCore
import Relay
import Synchronization

/// Counters of the process, written once per request (relay-scenarios.md, "Metrics"). No label ever holds a path, a model, an id or a text.
final class Metrics: Sendable {
    struct Values {
        var outcomes: [Outcome: Int] = [:]
        var routes: [String: Int] = [:]
        var attempts: [ExchangeRecord.AttemptResult: Int] = [:]
        var duration = Histogram(bounds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300])
        var firstByte = Histogram(bounds: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30])
        var eventGap = Histogram(bounds: ExchangeRecord.eventGapBoundsMilliseconds.map { Double($0) / 1000 })
        var events = 0
        var pings = 0
        var promptTokens = 0
        var completionTokens = 0
        var usageUnknown = 0
        var brokenEvents = 0
        /// Chats that were put to the second provider.
        var fallbacks = 0
    }

    struct Histogram {
        let bounds: [Double]
        var counts: [Int]
        var sum = 0.0

        init(bounds: [Double]) {
            self.bounds = bounds
            counts = Array(repeating: 0, count: bounds.count + 1)
        }

        mutating func add(_ seconds: Double) {
            counts[bounds.firstIndex { seconds <= $0 } ?? bounds.count] += 1
            sum += seconds
        }
    }

    /// Whole files sent (200): the hot way, so a counter of its own and no lock.
    let wholeFiles = Atomic<Int>(0)
    private let state = Mutex(Values())

    var values: Values { state.withLock { $0 } }

    /// - Parameter route: One of a fixed few.
    func countRequest(route: StaticString, status: Int) {
        state.withLock { $0.routes["route=\"\(route)\",status=\"\(status)\"", default: 0] += 1 }
    }

    func countChat(_ record: ExchangeRecord, duration: Double, firstByte: Double?) {
        state.withLock { values in
            values.outcomes[record.outcome, default: 0] += 1
            values.duration.add(duration)
            if let firstByte { values.firstByte.add(firstByte) }
            values.events += record.events
            for (index, count) in record.eventGaps.enumerated() where index < values.eventGap.counts.count {
                values.eventGap.counts[index] += count
            }
            values.eventGap.sum += record.eventGapSeconds
            values.pings += record.pings
            values.brokenEvents += record.brokenEvents
            if record.usesFallback { values.fallbacks += 1 }
            for result in record.attemptResults { values.attempts[result, default: 0] += 1 }
            values.promptTokens += record.promptTokens ?? 0
            values.completionTokens += record.completionTokens ?? 0
            if record.outcome == .completed, record.totalTokens == nil, record.completionTokens == nil { values.usageUnknown += 1 }
        }
    }
}
