/// The rule of a zone's present and future, as the last line of its file says it: a POSIX `TZ` text with the extensions of RFC 9636 §3.3.1.
///
/// ```
/// rule   = name offset [ name [offset] [ "," date [ "/" time ] "," date [ "/" time ] ] ]
/// name   = 3*ALPHA / "<" 3*( ALPHA / DIGIT / "+" / "-" ) ">"
/// offset = [ "+" / "-" ] hours [ ":" minutes [ ":" seconds ] ]    ; positive west of Greenwich
/// date   = "J" 1..365 / 0..365 / "M" month "." week "." weekday    ; week 5 is the last
/// time   = an offset of up to 167 hours                            ; 02:00 where it is left out
/// ```
package struct TimeZoneRule: Sendable, Equatable {
    /// A day of any year.
    enum Day: Sendable, Equatable {
        /// 1 to 365; 29 February is never counted.
        case julian(Int)
        /// 0 to 365; 29 February is counted.
        case ofYear(Int)
        /// Weekday 0 is Sunday; week 5 is the month's last.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    struct Change: Sendable, Equatable {
        var day: Day
        /// Seconds after the day's midnight by the clock that held before.
        var time: Int64
    }

    struct Summer: Sendable, Equatable {
        /// Seconds east of UTC.
        var offset: Int64
        var start: Change
        var end: Change
    }

    /// Seconds east of UTC outside summer time.
    let standard: Int64
    let summer: Summer?

    init(standard: Int64, summer: Summer?) {
        self.standard = standard
        self.summer = summer
    }

    /// - Returns: nil where the text is no such rule.
    package init?(_ text: some StringProtocol) {
        var reader = TimeZoneRuleReader(text)
        guard let rule = reader.rule() else { return nil }
        self = rule
    }

    /// Seconds east of UTC at a time in seconds since 1970.
    package func offset(at now: Int64) -> Int64 {
        guard let summer else { return standard }
        // A change may lie some days outside its year, so that the years beside it count too.
        let year = CalendarDay.parts(Int((now + standard).dividedDown(by: 86_400))).year
        var latest: (at: Int64, offset: Int64)?
        for year in (year - 1)...(year + 1) {
            // Where both come at once, as in permanent summer time, it is summer.
            for (change, before, after) in [(summer.end, summer.offset, standard), (summer.start, standard, summer.offset)] {
                let at = Int64(change.day.number(in: year)) * 86_400 + change.time - before
                if at <= now, at >= latest?.at ?? .min { latest = (at, after) }
            }
        }
        return latest?.offset ?? standard
    }
}

extension TimeZoneRule.Day {
    /// The day's number since 1970-01-01 in a year.
    func number(in year: Int) -> Int {
        switch self {
        case .ofYear(let day): return CalendarDay.number(year, 1, 1) + day
        case .julian(let day):
            let isAfterLeapDay = day >= 60 && CalendarDay.length(year, 2) == 29
            return CalendarDay.number(year, 1, 1) + day - 1 + (isAfterLeapDay ? 1 : 0)
        case .weekday(let month, let week, let weekday):
            let first = CalendarDay.number(year, month, 1)
            // 1970-01-01 was a Thursday.
            let day = (weekday - (first + 4) % 7 + 14) % 7 + (week - 1) * 7
            return first + (day < CalendarDay.length(year, month) ? day : day - 7)
        }
    }
}
