import NIOCore

/// What an upstream's fields say about trying again.
enum RetryAfter {
    /// The value to pass on: a delay in seconds or a date, nothing else.
    static func field(_ head: ResponseHead) -> String? {
        guard let value = head.first("retry-after"), value.count <= 40 else { return nil }
        let isDelay = !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isDelay || value.hasSuffix(" GMT") && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } ? value : nil
    }

    static func advice(_ head: ResponseHead, code: String?) -> RetryPolicy.Advice {
        var advice = RetryPolicy.Advice(errorCode: code)
        advice.isForbidden = head.first("x-should-retry") == "false"
        if let text = head.first("retry-after-ms"), let milliseconds = Double(text), milliseconds >= 0 {
            advice.leastWait = .nanoseconds(Int64(min(milliseconds, 1e9) * 1e6))
        } else if let text = field(head) {
            // A date asks for longer than we wait, as good as always; it is passed on.
            advice.leastWait = Int64(text).map { .seconds(min($0, 1_000_000)) } ?? .hours(1)
        }
        return advice
    }
}
