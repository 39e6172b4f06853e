import CivilTime
import JSON

/// Reads `hotel.json` and refuses what it does not know, by key path.
struct HotelReader {
    let file: String

    static let languages = [
        "en", "zh", "hi", "es", "ar", "fr", "bn", "pt", "ru", "id", "uk", "de", "ja", "ko", "it", "tr", "nl", "pl", "vi", "th",
    ]

    func fail(_ path: String, _ reason: String) -> HotelError { HotelError(file: file, path: path, reason: reason) }

    /// The members of an object, each of them one of `allowed`.
    func object(_ value: JSONValue, _ path: String, allowed: [String]) throws(HotelError) -> [JSONValue.Member] {
        guard case .object(let members) = value else { throw fail(path, "found \(value.kind), expected an object") }
        for member in members where !allowed.contains(member.name) {
            throw fail(path.isEmpty ? member.name : "\(path).\(member.name)", "unknown key; allowed are \(allowed.joined(separator: ", "))")
        }
        return members
    }

    func text(_ value: JSONValue?, _ path: String) throws(HotelError) -> String {
        guard let value else { throw fail(path, "is missing") }
        guard case .string(let text) = value else { throw fail(path, "found \(value.kind), expected a text") }
        guard !text.isEmpty else { throw fail(path, "is empty") }
        return text
    }

    func array(_ value: JSONValue?, _ path: String) throws(HotelError) -> [JSONValue] {
        guard let value else { return [] }
        guard case .array(let items) = value else { throw fail(path, "found \(value.kind), expected a list") }
        return items
    }

    /// A text for all languages, or texts by language code. `extra` are further keys that may stand beside the codes.
    func localised(_ value: JSONValue?, _ path: String, extra: [String] = []) throws(HotelError) -> Hotel.Localised {
        guard let value else { return [:] }
        if case .string(let text) = value { return ["": text] }
        var result: Hotel.Localised = [:]
        for member in try object(value, path, allowed: Self.languages + extra) where !extra.contains(member.name) {
            result[member.name] = try text(member.value, "\(path).\(member.name)")
        }
        return result
    }

    func whole(_ value: JSONValue?, _ path: String, _ range: ClosedRange<Int>) throws(HotelError) -> Int? {
        guard let value else { return nil }
        guard case .number(let text, _) = value else { throw fail(path, "found \(value.kind), expected a whole number") }
        guard let number = value.integer, range.contains(number) else {
            throw fail(path, "found \(text), allowed is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func price(_ value: JSONValue?, _ path: String) throws(HotelError) -> Double {
        guard let value else { throw fail(path, "is missing") }
        guard case .number(let text, let number) = value else { throw fail(path, "found \(value.kind), expected a number") }
        guard number > 0, number <= 10_000_000 else { throw fail(path, "found \(text), a price is over 0 and at most 10000000") }
        return number
    }

    func day(_ value: JSONValue?, _ path: String) throws(HotelError) -> Int {
        let text = try text(value, path)
        guard let day = CalendarDay.day(text) else { throw fail(path, "found \"\(text)\", expected a day such as 2027-01-15") }
        return day
    }
}
