import CivilTime
import Glibc

/// Times of log lines.
enum LogTime {
    static func now() -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return now
    }

    /// RFC 3339 in UTC with milliseconds, `2027-01-15T09:30:00.125Z`.
    static func utc(_ time: timespec) -> String {
        let day = Int64(time.tv_sec).dividedDown(by: 86_400)
        return "\(CalendarDay.text(Int(day)))T\(clock(Int(Int64(time.tv_sec) - day * 86_400), time))Z"
    }

    /// The time of day where the operator sits, `09:30:00.125`.
    static func local(_ time: timespec) -> String {
        var seconds = time.tv_sec
        var parts = tm()
        localtime_r(&seconds, &parts)
        return clock(Int(parts.tm_hour) * 3600 + Int(parts.tm_min) * 60 + Int(parts.tm_sec), time)
    }

    private static func clock(_ second: Int, _ time: timespec) -> String {
        func two(_ number: Int) -> String { CalendarDay.padded(number, 2) }
        return "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)).\(CalendarDay.padded(time.tv_nsec / 1_000_000, 3))"
    }
}
