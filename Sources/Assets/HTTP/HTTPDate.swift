import CivilTime

/// Dates of HTTP (RFC 9110 §5.6.7), as seconds since 1970.
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The preferred form, always 29 bytes for years 0 to 9999: `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func text(_ seconds: Int64) -> String {
        let day = seconds.dividedDown(by: 86_400)
        let second = Int(seconds - day * 86_400)
        let date = CalendarDay.parts(Int(day))
        let name = days[Int((day % 7 + 7) % 7)]
        let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        return "\(name), \(two(date.day)) \(months[date.month - 1]) \(CalendarDay.padded(date.year, 4)) \(clock) GMT"
    }

    /// Reads any of the three forms; `reference` resolves two-digit years to the nearest past or next 50 years.
    package static func parse(_ text: String, reference: Int64) -> Int64? {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        switch words.count {
        case 6 where words[0].hasSuffix(",") && words[5] == "GMT":
            return seconds(day: words[1], month: words[2], year: words[3].count == 4 ? Int(words[3]) : nil, clock: words[4])
        case 4 where words[0].hasSuffix(",") && words[3] == "GMT":
            let parts = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[2].count == 2, let short = Int(parts[2]) else { return nil }
            let now = CalendarDay.parts(Int(reference.dividedDown(by: 86_400))).year
            var year = now - now % 100 + short
            if year > now + 50 { year -= 100 }
            return seconds(day: parts[0], month: parts[1], year: year, clock: words[2])
        case 5 where words[4].count == 4:
            return seconds(day: words[2], month: words[1], year: Int(words[4]), clock: words[3])
        default: return nil
        }
    }

    private static func seconds(day: Substring, month: Substring, year: Int?, clock: Substring) -> Int64? {
        let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard let year, (1...9999).contains(year), let month = months.firstIndex(of: String(month)), day.utf8.allSatisfy(isDigit),
            let day = Int(day), parts.count == 3, parts.allSatisfy({ $0.count == 2 && $0.utf8.allSatisfy(isDigit) }),
            let hour = Int64(parts[0]),
            let minute = Int64(parts[1]), let second = Int64(parts[2]), hour < 24, minute < 60, second <= 60
        else { return nil }
        guard day >= 1, day <= CalendarDay.length(year, month + 1) else { return nil }
        return Int64(CalendarDay.number(year, month + 1, day)) * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func two(_ number: Int) -> String { CalendarDay.padded(number, 2) }
}
