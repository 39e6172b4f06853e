import NIOCore
import Relay
import Synchronization

/// Counters of one event worker, written once per request or chat (docs/chat-relay.md §1.10). No label ever holds a path, a model, an id
/// or a
/// text.
///
/// Each worker has its own, and they are summed when `/metrics` is read: nothing that two cores share is written per request.
final class Metrics: Sendable {
    /// An answer's place in `bellhop_http_requests_total`.
    struct Answer: Hashable, Sendable {
        let route: Route
        let status: Int
    }

    struct Values: Sendable {
        var answers: [Answer: Int] = [:]
        var outcomes: [Outcome: Int] = [:]
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

        /// Adds another loop's.
        static func += (values: inout Values, others: Values) {
            values.answers.merge(others.answers, uniquingKeysWith: +)
            values.outcomes.merge(others.outcomes, uniquingKeysWith: +)
            values.attempts.merge(others.attempts, uniquingKeysWith: +)
            values.duration += others.duration
            values.firstByte += others.firstByte
            values.eventGap += others.eventGap
            values.events += others.events
            values.pings += others.pings
            values.promptTokens += others.promptTokens
            values.completionTokens += others.completionTokens
            values.usageUnknown += others.usageUnknown
            values.brokenEvents += others.brokenEvents
            values.fallbacks += others.fallbacks
        }
    }

    /// Seconds, counted by upper bounds.
    struct Histogram: Sendable {
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

        static func += (histogram: inout Histogram, other: Histogram) {
            for (index, count) in other.counts.enumerated() where index < histogram.counts.count { histogram.counts[index] += count }
            histogram.sum += other.sum
        }
    }

    /// Files sent whole (200) and files that the client has already (304): the hot ways, so counters of their own and no lock.
    private let wholeFiles = Atomic<Int>(0)
    private let unchangedFiles = Atomic<Int>(0)
    private let state = Mutex(Values())

    var values: Values {
        var values = state.withLock { $0 }
        let hot = [(200, wholeFiles.load(ordering: .relaxed)), (304, unchangedFiles.load(ordering: .relaxed))]
        for (status, count) in hot where count > 0 { values.answers[Answer(route: .file, status: status), default: 0] += count }
        return values
    }

    /// Counts an answer, once, when its head is written.
    func countAnswer(_ route: Route, _ status: Int) {
        switch (route, status) {
        case (.file, 200): wholeFiles.add(1, ordering: .relaxed)
        case (.file, 304): unchangedFiles.add(1, ordering: .relaxed)
        default: state.withLock { $0.answers[Answer(route: route, status: status), default: 0] += 1 }
        }
    }

    /// Counts a chat at its end.
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
