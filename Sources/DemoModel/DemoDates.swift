import CivilTime

/// The dates that a guest's message names in English, Russian or Ukrainian. Days count from 1970-01-01.
///
/// Read are `2027-01-15`, `15.01`, `15.01.2027`, `15/01/27`, `15 January`, `January 15th, 2027`, `15–18 января`, today and tomorrow,
/// and a number of nights after an arrival. A day without a year is the next such day.
struct DemoDates {
    let from: Int?
    let to: Int?
    let nights: Int?

    init(in text: String, today: Int) {
        var reader = DemoDateReader(text)
        let (dates, nights) = reader.read(today: today)
        var days: [Int] = []
        for date in dates.prefix(2) {
            if let day = Self.day(date, after: days.last.map { $0 + 1 } ?? today) { days.append(day) }
        }
        from = days.first
        to = days.count > 1 ? days[1] : days.first.flatMap { first in nights.map { first + $0 } }
        self.nights = nights
    }

    /// The day, or the next one where no year is said; nil where there is none or it is past.
    private static func day(_ date: DemoDateReader.Date, after earliest: Int) -> Int? {
        let first = date.year ?? CalendarDay.parts(earliest).year
        // 29 February comes again within eight years.
        for year in first...(date.year ?? first + 8) {
            let number = CalendarDay.number(year, date.month, date.day)
            let parts = CalendarDay.parts(number)
            if parts.month == date.month, parts.day == date.day, number >= earliest { return number }
        }
        return nil
    }
}
