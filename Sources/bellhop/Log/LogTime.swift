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
        var seconds = time.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1, 2))-\(padded(parts.tm_mday, 2))"
        return "\(date)T\(clock(parts)).\(padded(CInt(time.tv_nsec / 1_000_000), 3))Z"
    }

    /// The time of day where the operator sits, `09:30:00.125`.
    static func local(_ time: timespec) -> String {
        var seconds = time.tv_sec
        var parts = tm()
        localtime_r(&seconds, &parts)
        return "\(clock(parts)).\(padded(CInt(time.tv_nsec / 1_000_000), 3))"
    }

    private static func clock(_ parts: tm) -> String {
        "\(padded(parts.tm_hour, 2)):\(padded(parts.tm_min, 2)):\(padded(parts.tm_sec, 2))"
    }

    private static func padded(_ number: CInt, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
