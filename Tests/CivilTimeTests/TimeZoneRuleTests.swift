import Testing

@testable import CivilTime

/// RFC 9636 §3.3.1 and POSIX.1-2024 §8.3, `TZ`.
@Suite struct TimeZoneRuleTests {
    /// Seconds since 1970 of a time in UTC.
    private static func utc(_ day: String, _ hour: Int, _ minute: Int = 0, _ second: Int = 0) throws -> Int64 {
        Int64(try #require(CalendarDay.day(day))) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    }

    /// A rule, a moment before a change, and the offsets then and a second later.
    @Test(arguments: [
        // Northern and southern summers, at hours that differ.
        ("EST5EDT,M3.2.0,M11.1.0", "2027-03-14", 6, -18_000, -14_400), ("EST5EDT,M3.2.0,M11.1.0", "2027-11-07", 5, -14_400, -18_000),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2027-04-03", 15, 39_600, 36_000),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2027-10-02", 15, 36_000, 39_600),
        ("NZST-12NZDT,M9.5.0,M4.1.0/3", "2027-09-25", 13, 43_200, 46_800),
        ("<-04>4<-03>,M9.1.6/24,M4.1.6/24", "2027-09-05", 3, -14_400, -10_800),
        // Half an hour, and an hour before midnight of the day before (Godthab until 2023).
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2027-04-03", 14, 39_600, 37_800),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2027-03-28", 0, -10_800, -7200),
        // Hours past the day (the Gaza Strip), Friday's midnight (Cairo), a day of the year with and without leap days.
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2027-03-26", 23, 7200, 10_800),
        ("EET-2EEST,M4.5.5/0,M10.5.4/24", "2027-04-29", 21, 7200, 10_800),
        ("AAA0BBB,J60/0,J300", "2028-02-29", 23, 0, 3600), ("AAA0BBB,J60/0,J300", "2027-02-28", 23, 0, 3600),
        ("AAA0BBB,59/0,300", "2028-02-28", 23, 0, 3600),
        // Dublin's summer is its standard time.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-03-28", 0, 0, 3600), ("IST-1GMT0,M10.5.0,M3.5.0/1", "2027-10-31", 0, 3600, 0),
        // No dates: those of the United States.
        ("EST5EDT", "2027-03-14", 6, -18_000, -14_400),
    ])
    func aChangeComesAtItsSecond(text: String, day: String, hour: Int, before: Int64, after: Int64) throws {
        let rule = try #require(TimeZoneRule(text))
        let last = try Self.utc(day, hour, 59, 59)
        #expect(rule.offset(at: last) == before)
        #expect(rule.offset(at: last + 1) == after)
    }

    @Test(arguments: [("JST-9", 32_400), ("<-0330>3:30", -12_600), ("UTC0", 0), ("LMT-0:34:52", 2092), ("EST5EDT,0/0,J365/25", -14_400)])
    func anOffsetThatNeverChanges(text: String, offset: Int64) throws {
        let rule = try #require(TimeZoneRule(text))
        for day in ["2027-01-01", "2027-07-01", "2027-12-31", "2400-02-29"] {
            for hour in [0, 4, 5, 23] { #expect(rule.offset(at: try Self.utc(day, hour)) == offset, "\(day) \(hour)") }
        }
    }

    @Test(arguments: [
        "", "EST", "ES5", "EST5EDT,M3.2.0", "EST5EDT,M13.1.0,M11.1.0", "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST25",
        "EST5:60",
        "EST5EDT,J0,J365", "EST5EDT,0,366", "EST5EDT,M3.2.0/168,M11.1.0", "<EST5", "<>5", "EST5EDT,M3.2.0,M11.1.0,", "EST5 ",
        "EST999999999999999",
    ])
    func whatIsNoRule(text: String) { #expect(TimeZoneRule(text) == nil) }
}
