import CivilTime

/// Words of dates and counts in the languages that the demo model speaks.
enum DemoCalendar {
    private static let stems = [
        ["jan", "январ", "янв", "січ"], ["feb", "феврал", "фев", "лют"], ["mar", "март", "берез"], ["apr", "апрел", "апр", "квіт"],
        ["may", "мая", "мае", "май", "травн", "травен"], ["jun", "июн", "черв"], ["jul", "июл", "лип"], ["aug", "август", "авг", "серп"],
        ["sep", "сентябр", "сен", "верес"], ["oct", "октябр", "окт", "жовт"], ["nov", "ноябр", "ноя", "листопад"],
        ["dec", "декабр", "дек", "груд"],
    ]
    private static let english = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    /// Of the month, as in a date.
    private static let genitive = [
        "ru": ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
        "uk": ["січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"],
    ]

    static let nights: Set<Substring> = ["night", "nights", "ночь", "ночи", "ночей", "ніч", "ночі", "сутки", "суток", "доби", "діб"]
    /// Between the first and the last day.
    static let joins: Set<Substring> = ["to", "until", "till", "through", "and", "по", "до", "и", "і", "й", "та"]
    static let endings: Set<Substring> = ["st", "nd", "rd", "th", "го", "е", "ого", "of"]
    /// Days from today.
    static let relative: [Substring: Int] = [
        "today": 0, "tonight": 0, "tomorrow": 1, "day": 2, "сегодня": 0, "завтра": 1, "послезавтра": 2, "сьогодні": 0, "післязавтра": 2,
    ]
    static let counts: [Substring: Int] = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "одну": 1, "один": 1, "две": 2, "два": 2, "двое": 2, "двоих": 2, "три": 3, "трое": 3, "троих": 3, "четыре": 4, "пять": 5,
        "шесть": 6,
        "семь": 7, "дві": 2, "двоє": 2, "двох": 2, "троє": 3, "трьох": 3, "чотири": 4, "п'ять": 5, "шість": 6, "сім": 7,
    ]

    /// 1…12 by a month's name, short or whole, in any case of the language.
    static func month(_ word: Substring) -> Int? {
        guard let index = stems.firstIndex(where: { $0.contains { isMonth(word, stem: $0) } }) else { return nil }
        return index + 1
    }

    /// English names only short or whole, so that "market" and "decide" are none.
    private static func isMonth(_ word: Substring, stem: String) -> Bool {
        guard word.hasPrefix(stem) else { return false }
        guard stem.first?.isASCII == true else { return word.count <= stem.count + 5 }
        return word == stem || word == "sept" || english.contains { $0.lowercased() == word }
    }

    /// A stay's two days, the month and year said once where they are the same.
    static func range(_ from: Int, _ to: Int, _ language: String) -> (from: String, to: String) {
        let first = CalendarDay.parts(from)
        let last = CalendarDay.parts(to)
        let isSameYear = first.year == last.year
        let short = isSameYear ? first.month == last.month ? String(first.day) : dayAndMonth(from, language) : date(from, language)
        return (short, date(to, language))
    }

    static func date(_ day: Int, _ language: String) -> String { "\(dayAndMonth(day, language)) \(CalendarDay.parts(day).year)" }

    private static func dayAndMonth(_ day: Int, _ language: String) -> String {
        let parts = CalendarDay.parts(day)
        return "\(parts.day) \((genitive[language] ?? english)[parts.month - 1])"
    }
}
