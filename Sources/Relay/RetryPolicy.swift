import NIOCore

/// Whether and when a failed attempt is made again (docs/chat-relay.md §1.6). Pure; counts the attempts of one request.
struct RetryPolicy {
    /// Attempts of one request, the first included.
    static let attemptLimit = 3
    /// Longest sum of all waits of one request.
    static let waitLimit = TimeAmount.seconds(4)
    private static let statuses: Set<Int> = [408, 409, 429, 500, 502, 503, 504, 529]
    private static let billingCodes: Set<String> = [
        "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "quota_exceeded",
    ]

    private(set) var attempts = 0
    private var waited = TimeAmount.zero

    mutating func begin() { attempts += 1 }

    /// A connection that was closed while it lay idle is no attempt.
    mutating func takeBack() { attempts -= 1 }

    /// What a response's fields say about a further attempt.
    struct Advice: Equatable {
        /// `Retry-After` or `retry-after-ms`.
        var leastWait: TimeAmount?
        /// `x-should-retry: false`.
        var isForbidden = false
        var errorCode: String?
    }

    static func isRetryable(status: Int, _ advice: Advice) -> Bool {
        statuses.contains(status) && !advice.isForbidden && !(advice.errorCode.map(billingCodes.contains) ?? false)
    }

    /// - Parameter jitter: From -1 to 1, stands for ± 25 %.
    /// - Returns: How long to wait before the next attempt; nil where there is none.
    mutating func wait(_ advice: Advice, jitter: Double) -> TimeAmount? {
        guard attempts < Self.attemptLimit else { return nil }
        let usual = Double(attempts == 1 ? 500 : 1000) * (1 + 0.25 * min(max(jitter, -1), 1))
        let wait = max(TimeAmount.microseconds(Int64(usual * 1000)), advice.leastWait ?? .zero)
        guard waited + wait <= Self.waitLimit else { return nil }
        waited = waited + wait
        return wait
    }
}
