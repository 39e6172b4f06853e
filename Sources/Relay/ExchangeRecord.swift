package import NIOCore

/// The facts of one exchange, for the access log, the metrics and the token account. Absent means unknown, which is not zero.
package struct ExchangeRecord: Sendable {
    /// How it ended.
    package var outcome: Outcome
    /// Events passed on, without `[DONE]`, comments and pings.
    package var events = 0
    /// Pings that were sent to the guest.
    package var pings = 0
    /// Events of those whose data is no JSON.
    package var brokenEvents = 0
    /// Whether the second provider was asked.
    package var usesFallback = false
    /// Attempts made upstream; 0 where none was begun.
    package var attempts = 0
    /// Result of each attempt, for `bellhop_upstream_attempts_total`.
    package var attemptResults: [AttemptResult] = []
    /// Status of the last attempt's answer.
    package var upstreamStatus: Int?
    /// The upstream's own id, for its support.
    package var upstreamRequestID: String?
    /// As the upstream counted.
    package var promptTokens: Int?
    /// As the upstream counted.
    package var completionTokens: Int?
    /// As the upstream counted.
    package var totalTokens: Int?
    /// When the first event, or the body of a plain answer, went to the guest; comments and pings are no first byte.
    package var firstByteAt: NIODeadline?
    /// The stream ended after a `finish_reason` without `[DONE]`.
    package var missingDone = false
    /// `error.code` of what the guest was told.
    package var errorCode: String?
    /// Counts of the gaps between events by bucket of ``eventGapBoundsMilliseconds``; the last is "more".
    package var eventGaps: [Int] { (0...Self.eventGapBoundsMilliseconds.count).map { Int(gaps[$0]) } }

    /// The same in place, so that an event touches no memory but the exchange's own.
    private var gaps = SIMD16<UInt32>()

    /// Upper bounds of the gap histogram, in milliseconds.
    package static let eventGapBoundsMilliseconds = [1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000]

    /// How one attempt went, in the metrics' words.
    package enum AttemptResult: String, Sendable, CaseIterable {
        case success = "2xx"
        case clientError = "4xx"
        case rateLimited = "429"
        case serverError = "5xx"
        case connect
        case timeout
        case `protocol`
    }

    /// Sum of all gaps, in seconds.
    package var eventGapSeconds = 0.0

    private var lastEventAt: NIODeadline?

    /// Counts the gaps before events that came together; between them there is none.
    mutating func countGaps(of events: Int, at now: NIODeadline) {
        guard events > 0 else { return }
        if let lastEventAt { countGap(now - lastEventAt) }
        for _ in 1..<events { countGap(.zero) }
        lastEventAt = now
    }

    private mutating func countGap(_ gap: TimeAmount) {
        let bounds = Self.eventGapBoundsMilliseconds
        gaps[bounds.firstIndex { gap.nanoseconds <= Int64($0) * 1_000_000 } ?? bounds.count] &+= 1
        eventGapSeconds += Double(gap.nanoseconds) / 1e9
    }

    /// An exchange of which nothing else is known.
    package init(outcome: Outcome) { self.outcome = outcome }
}
