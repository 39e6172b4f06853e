import CivilTime

/// Finds the days of a rule: the days of each period (year, month, week, day) pass through the rule's parts like through sieves.
struct RecurrenceExpansion {
    /// Most days that may be looked at for one calendar; a hostile one would keep a core busy.
    static let budget = 2_000_000

    let rule: RecurrenceRule
    /// The first day, `DTSTART`'s.
    let start: Int
    /// The last day on which an occurrence may begin, by `UNTIL`; set by whoever knows the clocks.
    var last = Int.max

    /// The days of the rule from `window.lowerBound` on and before `window.upperBound`, ascending.
    ///
    /// - Parameter budget: Days that may still be looked at; what was needed is taken off.
    func days(in window: Range<Int>, budget: inout Int) throws(UnreadableCalendar) -> [Int] {
        var result: [Int] = []
        var seen = 0
        // With COUNT every occurrence since the first has to be counted; else the periods before the window are passed over.
        var index = rule.count == nil ? firstPeriod(before: window.lowerBound) : 0
        while true {
            guard let period = period(index) else { break }
            if period.lowerBound >= window.upperBound || period.lowerBound > last { break }
            budget -= max(1, period.count)
            guard budget > 0 else { throw UnreadableCalendar("its recurring events have too many occurrences") }
            for day in selected(period) where day >= start {
                seen += 1
                guard seen <= rule.count ?? .max, day <= last else { return result }
                if window.contains(day) { result.append(day) }
            }
            index += 1
        }
        return result
    }

    /// The number of a period that surely begins before a day.
    private func firstPeriod(before day: Int) -> Int {
        let days: Int =
            switch rule.frequency {
            case .daily: 1
            case .weekly: 7
            case .monthly: 31
            case .yearly: 366
            }
        return max(0, (day - start) / (days * rule.interval) - 1)
    }

    /// The days of the n-th period since the one of the start; nil past the year 9999.
    private func period(_ index: Int) -> Range<Int>? {
        let step = index * rule.interval
        let (year, month, _) = CalendarDay.parts(start)
        switch rule.frequency {
        case .daily: return start + step < Self.end ? start + step..<start + step + 1 : nil
        case .weekly:
            let first = start - Self.mod(Self.weekday(start) - rule.weekStart, 7) + step * 7
            return first < Self.end ? first..<first + 7 : nil
        case .monthly:
            let months = year * 12 + month - 1 + step
            guard months / 12 < 9999 else { return nil }
            return Self.month(months / 12, months % 12 + 1)
        case .yearly:
            guard year + step < 9999 else { return nil }
            return CalendarDay.number(year + step, 1, 1)..<CalendarDay.number(year + step + 1, 1, 1)
        }
    }

    /// The first day that is past any calendar.
    private static let end = CalendarDay.number(9999, 1, 1)

    /// The days of a period that pass every part of the rule, `BYSETPOS` last.
    private func selected(_ period: Range<Int>) -> [Int] {
        let days = period.filter(passes)
        guard !rule.positions.isEmpty else { return days }
        let chosen = rule.positions.map { $0 > 0 ? $0 - 1 : days.count + $0 }.filter { days.indices.contains($0) }
        return Set(chosen).sorted().map { days[$0] }
    }

    private func passes(_ day: Int) -> Bool {
        let (year, month, dayOfMonth) = CalendarDay.parts(day)
        let names = !rule.weekNumbers.isEmpty || !rule.yearDays.isEmpty || !rule.monthDays.isEmpty || !rule.weekdays.isEmpty
        let first = CalendarDay.parts(start)
        // Where no part names days, they are the start's own.
        if !names {
            switch rule.frequency {
            case .yearly where dayOfMonth != first.day || (rule.months.isEmpty && month != first.month): return false
            case .monthly where dayOfMonth != first.day: return false
            case .weekly where Self.weekday(day) != Self.weekday(start): return false
            default: break
            }
        }
        if !rule.months.isEmpty, !rule.months.contains(month) { return false }
        if !rule.weekNumbers.isEmpty, !isInNumberedWeek(day, year) { return false }
        let isDay: ([Int], Range<Int>) -> Bool = { list, range in
            list.isEmpty || list.contains(day - range.lowerBound + 1) || list.contains(day - range.upperBound)
        }
        guard isDay(rule.yearDays, Self.year(year)), isDay(rule.monthDays, Self.month(year, month)) else { return false }
        return rule.weekdays.isEmpty || rule.weekdays.contains { isWeekday(day, $0, year, month) }
    }

    private func isWeekday(_ day: Int, _ wanted: RecurrenceRule.Weekday, _ year: Int, _ month: Int) -> Bool {
        guard Self.weekday(day) == wanted.day else { return false }
        guard let nth = wanted.nth else { return true }
        let isOfYear = rule.frequency == .yearly && rule.months.isEmpty
        let range = isOfYear ? Self.year(year) : Self.month(year, month)
        return nth > 0 ? (day - range.lowerBound) / 7 + 1 == nth : (range.upperBound - 1 - day) / 7 + 1 == -nth
    }

    /// Whether a day of `year` lies in a week of that year with one of the rule's numbers; week 1 has four days of the year or more.
    private func isInNumberedWeek(_ day: Int, _ year: Int) -> Bool {
        func firstWeek(_ year: Int) -> Int {
            let january = CalendarDay.number(year, 1, 1)
            let offset = Self.mod(Self.weekday(january) - rule.weekStart, 7)
            return offset <= 3 ? january - offset : january - offset + 7
        }
        let (first, next) = (firstWeek(year), firstWeek(year + 1))
        // Days before the first week belong to the last week of the year before, days after the last one to the next year's first.
        if day < first { return rule.weekNumbers.contains((first - firstWeek(year - 1)) / 7) || rule.weekNumbers.contains(-1) }
        if day >= next { return rule.weekNumbers.contains(1) }
        let number = (day - first) / 7 + 1
        return rule.weekNumbers.contains(number) || rule.weekNumbers.contains(number - (next - first) / 7 - 1)
    }

    /// Monday is 0; 1970-01-01 was a Thursday.
    static func weekday(_ day: Int) -> Int { mod(day + 3, 7) }

    private static func mod(_ number: Int, _ divisor: Int) -> Int { ((number % divisor) + divisor) % divisor }

    private static func year(_ year: Int) -> Range<Int> { CalendarDay.number(year, 1, 1)..<CalendarDay.number(year + 1, 1, 1) }

    private static func month(_ year: Int, _ month: Int) -> Range<Int> {
        CalendarDay.number(year, month, 1)..<(month == 12 ? CalendarDay.number(year + 1, 1, 1) : CalendarDay.number(year, month + 1, 1))
    }
}
