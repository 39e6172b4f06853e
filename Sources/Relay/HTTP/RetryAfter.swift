import Glibc
import NIOCore

/// What an upstream's fields say about trying again.
enum RetryAfter {
    /// The value to pass on: a delay in seconds or a date, nothing else.
    static func field(_ head: ResponseHead) -> String? {
        guard let value = head.first("retry-after"), value.count <= 40 else { return nil }
        let isDelay = !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isDelay || value.hasSuffix(" GMT") && value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f } ? value : nil
    }

    /// - Parameter now: Seconds since 1970, for a date in an answer that does not say when it was made.
    static func advice(_ head: ResponseHead, code: String?, now: Int64) -> RetryPolicy.Advice {
        var advice = RetryPolicy.Advice(errorCode: code)
        advice.isForbidden = head.first("x-should-retry") == "false"
        if let text = head.first("retry-after-ms"), let milliseconds = Double(text), milliseconds >= 0 {
            advice.leastWait = .nanoseconds(Int64(min(milliseconds, 1e9) * 1e6))
        } else if let text = field(head) {
            let delay = Int64(text) ?? date(text).map { $0 - (head.first("date").flatMap(date) ?? now) }
            // What cannot be read asks for longer than we wait; it is passed on.
            advice.leastWait = .seconds(min(max(delay ?? 1_000_000, 0), 1_000_000))
        }
        return advice
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970 of a date in the preferred form, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7); nil for the obsolete ones.
    private static func date(_ text: String) -> Int64? {
        let words = text.split { $0 == " " || $0 == ":" }
        guard text.utf8.count == 29, words.count == 8, words[7] == "GMT", let month = months.firstIndex(of: String(words[2])) else {
            return nil
        }
        let numbers = [words[1], words[3], words[4], words[5], words[6]].compactMap { Int32($0) }
        guard numbers.count == 5, numbers.allSatisfy({ (0...9999).contains($0) }) else { return nil }
        var parts = tm()
        (parts.tm_mday, parts.tm_mon, parts.tm_year) = (numbers[0], Int32(month), numbers[1] - 1900)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[2], numbers[3], numbers[4])
        return Int64(timegm(&parts))
    }
}
