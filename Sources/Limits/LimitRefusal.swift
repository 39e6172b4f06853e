/// Why a client has to wait (429), and how long.
package struct LimitRefusal: Error, Sendable, Equatable {
    /// Which limit was met: requests a minute, streams at a time, or the server's tokens of the day.
    package enum Reason: Sendable { case rate, concurrency, budget }
    /// Decides the error's code and the outcome.
    package var reason: Reason
    /// Whole seconds for `Retry-After`, at least 1.
    package var retryAfterSeconds: Int

    /// - Parameter retryAfterSeconds: At least 1.
    package init(reason: Reason, retryAfterSeconds: Int) {
        self.reason = reason
        self.retryAfterSeconds = retryAfterSeconds
    }
}
