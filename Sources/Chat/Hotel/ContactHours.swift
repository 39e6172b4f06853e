import JSON

/// When somebody at the hotel answers (`contact.hours`), in the hotel's zone.
package struct ContactHours: Sendable, Equatable {
    /// Texts such as `08:00-22:00` by weekday; a day that is not there is closed.
    package let days: [String: [String]]

    /// Keys of `contact.hours`, from Monday.
    package static let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// - Returns: nil where the hotel says nothing of its hours.
    init?(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) {
        guard let value else { return nil }
        var days: [String: [String]] = [:]
        for member in try reader.object(value, "contact.hours", allowed: Self.names) {
            let path = "contact.hours.\(member.name)"
            for (index, item) in try reader.array(member.value, path).enumerated() {
                let text = try reader.text(item, "\(path)[\(index)]")
                guard Self.isSpan(text) else {
                    throw reader.fail("\(path)[\(index)]", "found \"\(text)\", expected hours such as 08:00-22:00, up to 24:00")
                }
                days[member.name, default: []].append(text)
            }
        }
        self.days = days
    }

    /// The hours in one line for a prompt.
    var line: String {
        Self.names.map { "\($0) \(days[$0]?.joined(separator: ", ") ?? "closed")" }.joined(separator: "; ")
    }

    /// From a time to a later one, or over midnight to an earlier one.
    private static func isSpan(_ text: String) -> Bool {
        let times = text.split(separator: "-", omittingEmptySubsequences: false).map { time -> Int? in
            let parts = time.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, time.utf8.count == 5, let hour = Int(parts[0]), let minute = Int(parts[1]), (0...59).contains(minute),
                hour >= 0
            else { return nil }
            return hour < 24 || (hour == 24 && minute == 0) ? hour * 60 + minute : nil
        }
        return times.count == 2 && times[0] != nil && times[1] != nil && times[0] != times[1] && times[0] != 1440
    }
}
