import NIOCore

/// The hotel of the scenario `sold-out`: the same hotel with every night of its rooms booked.
enum SoldOutHotel {
    /// How many nights from 2026-01-01 on count as booked: a dozen years.
    private static let nights = 4380

    /// Gives every room's `bookedDates` all the nights; the rest of the JSON stays byte for byte.
    static func from(_ hotel: ByteBuffer) -> ByteBuffer {
        let text = String(buffer: hotel)
        let name = "\"bookedDates\":["
        let pieces = text.split(separator: name, omittingEmptySubsequences: false)
        guard let first = pieces.first else { return hotel }
        var result = String(first)
        for piece in pieces.dropFirst() {
            guard let end = piece.firstIndex(of: "]") else { return hotel }
            result += name + dates + piece[end...]
        }
        return ByteBuffer(string: result)
    }

    private static let dates: String = {
        var list: [String] = []
        var (year, month, day) = (2026, 1, 1)
        for _ in 0..<nights {
            list.append("\"\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)\"")
            day += 1
            if day > daysIn(month: month, year: year) { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        return list.joined(separator: ",")
    }()

    private static func daysIn(month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
