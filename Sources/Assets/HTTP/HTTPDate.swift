/// Dates of HTTP (RFC 9110 §5.6.7), as seconds since 1970.
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The preferred form, always 29 bytes for years 0 to 9999: `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func text(_ seconds: Int64) -> String {
        let day = floorDivide(seconds, 86_400)
        let second = seconds - day * 86_400
        let date = CivilDate(day: day)
        let name = days[Int((day % 7 + 7) % 7)]
        let clock = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        let year = String(date.year)
        return
            "\(name), \(two(Int64(date.day))) \(months[date.month - 1]) \(String(repeating: "0", count: max(0, 4 - year.count)))\(year) \(clock) GMT"
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
            let now = CivilDate(day: floorDivide(reference, 86_400)).year
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
        guard let number = CivilDate(year: year, month: month + 1, day: day)?.number else { return nil }
        return number * 86_400 + hour * 3600 + minute * 60 + second
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : String(number) }
    private static func floorDivide(_ number: Int64, _ by: Int64) -> Int64 { number >= 0 ? number / by : -((by - 1 - number) / by) }
}

/// A day of the Gregorian calendar and its number since 1970-01-01 (algorithm: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
struct CivilDate: Sendable, Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// - Returns: nil where there is no such day.
    init?(year: Int, month: Int, day: Int) {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), day >= 1, day <= lengths[month - 1] else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(day number: Int64) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * month + 2) / 5 + 1)
        self.month = Int(month < 10 ? month + 3 : month - 9)
        year = Int(yearOfEra + era * 400 + (month >= 10 ? 1 : 0))
    }

    /// Days since 1970-01-01.
    var number: Int64 {
        let year = Int64(month <= 2 ? self.year - 1 : self.year)
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5 + Int64(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
