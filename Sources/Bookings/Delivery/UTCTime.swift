import CivilTime

/// Times in UTC as texts.
enum UTCTime {
    /// RFC 3339, such as `2027-01-15T09:30:00Z`.
    static func text(_ seconds: Int64) -> String {
        let (day, clock) = parts(seconds)
        return "\(CalendarDay.text(day))T\(clock)Z"
    }

    /// RFC 5322 §3.3, such as `Fri, 15 Jan 2027 09:30:00 +0000`.
    static func mail(_ seconds: Int64) -> String {
        let (number, clock) = parts(seconds)
        let (year, month, day) = CalendarDay.parts(number)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][((number % 7) + 7) % 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekday), \(day) \(months[month - 1]) \(year) \(clock) +0000"
    }

    private static func parts(_ seconds: Int64) -> (day: Int, clock: String) {
        let day = seconds.dividedDown(by: 86_400)
        let rest = Int(seconds - day * 86_400)
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { $0 < 10 ? "0\($0)" : String($0) }.joined(separator: ":")
        return (Int(day), clock)
    }
}
