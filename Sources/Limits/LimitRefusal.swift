/// Why a client has to wait (429), and how long.
package struct LimitRefusal: Error, Sendable, Equatable {
    package enum Reason: Sendable { case rate, concurrency, budget }
    package var reason: Reason
    /// Whole seconds for `Retry-After`, at least 1.
    package var retryAfterSeconds: Int

    package init(reason: Reason, retryAfterSeconds: Int) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}
