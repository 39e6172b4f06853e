import CivilTime

/// Reads dates from the numbers, words and signs of a message.
struct DemoDateReader {
    struct Date {
        var day: Int
        var month: Int
        var year: Int?
    }

    private enum Token: Equatable {
        case number(Int, digits: Int)
        case word(Substring)
        case sign(Character)
    }

    private let tokens: [Token]
    private var position = 0

    init(_ text: String) {
        var tokens: [Token] = []
        var rest = Substring(text.lowercased())
        while let character = rest.first {
            if character.isASCII, character.isNumber {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                tokens.append(.number(digits.count <= 4 ? Int(digits) ?? -1 : -1, digits: digits.count))
                rest = rest.dropFirst(digits.count)
            } else if character.isLetter {
                let word = rest.prefix { $0.isLetter || $0 == "'" }
                tokens.append(.word(word))
                rest = rest.dropFirst(word.count)
            } else {
                if !character.isWhitespace { tokens.append(.sign(character == "–" || character == "—" ? "-" : character)) }
                rest = rest.dropFirst()
            }
        }
        self.tokens = tokens
    }

    /// All dates in their order, and the number of nights.
    mutating func read(today: Int) -> (dates: [Date], nights: Int?) {
        var dates: [Date] = []
        var nights: Int?
        while position < tokens.count {
            if let found = numeric() ?? named() {
                dates += found
            } else if let day = relative(today: today) {
                let (year, month, day) = CalendarDay.parts(day)
                dates.append(Date(day: day, month: month, year: year))
            } else if let count = count(at: position), let word = word(at: position + 1), DemoCalendar.nights.contains(word) {
                nights = nights ?? count
                position += 2
            } else {
                position += 1
            }
        }
        return (dates, nights)
    }

    private func token(_ index: Int) -> Token? { tokens.indices.contains(index) ? tokens[index] : nil }
    private func word(at index: Int) -> Substring? { if case .word(let word)? = token(index) { word } else { nil } }

    /// A number of at most as many digits.
    private func number(at index: Int, digits most: Int = 2) -> Int? {
        if case .number(let number, let digits)? = token(index), digits <= most { number } else { nil }
    }

    private func year(at index: Int) -> Int? {
        guard case .number(let number, let digits)? = token(index) else { return nil }
        return digits == 4 && (1970...2999).contains(number) ? number : nil
    }

    /// A count of nights, in digits or as a word.
    private func count(at index: Int) -> Int? {
        let count = number(at: index) ?? word(at: index).flatMap { DemoCalendar.counts[$0] }
        return count.flatMap { $0 > 0 ? $0 : nil }
    }

    /// `2027-01-15`, `15.01`, `15.01.2027`, `15/01/27`, `12/27/2027`.
    private mutating func numeric() -> [Date]? {
        if let year = year(at: position), token(position + 1) == .sign("-"), token(position + 3) == .sign("-"),
            let month = number(at: position + 2), let day = number(at: position + 4), (1...12).contains(month), (1...31).contains(day)
        {
            position += 5
            return [Date(day: day, month: month, year: year)]
        }
        guard let first = number(at: position), case .sign(let sign)? = token(position + 1), let second = number(at: position + 2),
            [".", "/", "-"].contains(sign)
        else { return nil }
        let hasYear = token(position + 3) == .sign(sign)
        let year = hasYear ? self.year(at: position + 4) ?? number(at: position + 4).map { 2000 + $0 } : nil
        let isMonthFirst = sign == "/" && second > 12
        let (day, month) = isMonthFirst ? (second, first) : (first, second)
        guard (1...31).contains(day), (1...12).contains(month), sign != "-" || year != nil else { return nil }
        position += year == nil ? 3 : 5
        return [Date(day: day, month: month, year: year)]
    }

    /// `15 January`, `January 15th, 2027`, `15–18 января`, `from 15 to 18 January`.
    private mutating func named() -> [Date]? {
        if let month = word(at: position).flatMap(DemoCalendar.month), var days = days(from: position + 1), days.all.count > 0 {
            let year = closingYear(&days.next)
            position = days.next
            return days.all.map { Date(day: $0, month: month, year: year) }
        }
        guard var days = days(from: position), let month = word(at: days.next).flatMap(DemoCalendar.month) else { return nil }
        days.next += 1
        let year = closingYear(&days.next)
        position = days.next
        return days.all.map { Date(day: $0, month: month, year: year) }
    }

    /// A day, or two with a dash or a word such as "to" between them.
    private func days(from index: Int) -> (all: [Int], next: Int)? {
        guard let (first, afterFirst) = day(at: index) else { return nil }
        var next = afterFirst
        guard token(next) == .sign("-") || word(at: next).map(DemoCalendar.joins.contains) == true else { return ([first], next) }
        next += 1
        if word(at: next) == "the" { next += 1 }
        guard let (second, afterSecond) = day(at: next), second > first else { return ([first], afterFirst) }
        return ([first, second], afterSecond)
    }

    /// A day of a month with its ending: `15`, `15th`, `15-го`.
    private func day(at index: Int) -> (day: Int, next: Int)? {
        guard let day = number(at: index), (1...31).contains(day) else { return nil }
        var next = index + 1
        if token(next) == .sign("-"), let ending = word(at: next + 1), DemoCalendar.endings.contains(ending) { next += 1 }
        if let ending = word(at: next), DemoCalendar.endings.contains(ending) { next += 1 }
        return (day, next)
    }

    private func closingYear(_ next: inout Int) -> Int? {
        let index = token(next) == .sign(",") ? next + 1 : next
        guard let year = year(at: index) else { return nil }
        next = index + 1
        return year
    }

    private mutating func relative(today: Int) -> Int? {
        guard let word = word(at: position), var days = DemoCalendar.relative[word] else { return nil }
        if word == "day", self.word(at: position + 1) != "after" || self.word(at: position + 2) != "tomorrow" { return nil }
        if word == "day" { position += 2; days = 2 }
        position += 1
        return today + days
    }
}
