import CivilTime
import JSON

extension Hotel {
    private static let keys = [
        "name", "timeZone", "currency", "defaultLanguage", "languages", "tagline", "description", "theme", "contact", "links", "policies",
        "quickReplies", "rooms", "private", "$schema",
    ]

    /// Reads and checks a whole `hotel.json`.
    ///
    /// - Parameter file: How messages call it.
    /// - Throws: For the first thing that is wrong, with its key path.
    package static func parse(_ bytes: [UInt8], file: String) throws(HotelError) -> Hotel {
        let reader = HotelReader(file: file)
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            let line = 1 + bytes.prefix(error.position).count { $0 == UInt8(ascii: "\n") }
            throw HotelError(file: file, path: "", reason: "no valid JSON: \(error.reason)", line: line)
        }
        let members = try reader.object(value, "", allowed: keys)
        let languages = try self.languages(value["languages"], reader)
        let fallback = try value["defaultLanguage"].map { value throws(HotelError) in try reader.text(value, "defaultLanguage") } ?? "en"
        guard languages.contains(fallback) else {
            throw reader.fail("defaultLanguage", "found \"\(fallback)\", which is none of languages")
        }
        let timeZone = try value["timeZone"].map { value throws(HotelError) in try reader.text(value, "timeZone") } ?? "UTC"
        guard HotelZone.isName(timeZone) else {
            throw reader.fail("timeZone", "found \"\(timeZone)\", expected a name such as Europe/Kyiv")
        }
        let zone: HotelZone
        do { zone = try HotelZone(name: timeZone) } catch { throw reader.fail("timeZone", "\(error)") }
        let currency = try value["currency"].map { value throws(HotelError) in try reader.text(value, "currency") } ?? "EUR"
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }) else {
            throw reader.fail("currency", "found \"\(currency)\", expected a code such as EUR")
        }
        _ = try reader.localised(value["tagline"], "tagline")
        try HotelTheme.check(value["theme"], reader)
        try checkLinks(value["links"], reader)
        try checkQuickReplies(value["quickReplies"], reader)
        return Hotel(
            name: try reader.text(value["name"], "name"), zone: zone, timeZone: timeZone, currency: currency,
            defaultLanguage: fallback, languages: languages, description: try reader.localised(value["description"], "description"),
            contact: try contact(value["contact"], reader), hours: try ContactHours(value["contact"]?["hours"], reader),
            policies: try policies(value["policies"], reader),
            rooms: try rooms(value["rooms"], reader), privateLines: try privateLines(value["private"], reader),
            publicMembers: members.filter { $0.name != "private" && $0.name != "$schema" })
    }

    private static func languages(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) -> [String] {
        guard let value else { return HotelReader.languages }
        var codes: [String] = []
        for (index, item) in try reader.array(value, "languages").enumerated() {
            let code = try reader.text(item, "languages[\(index)]")
            guard HotelReader.languages.contains(code), !codes.contains(code) else {
                throw reader.fail(
                    "languages[\(index)]", "found \"\(code)\", allowed are, once each, \(HotelReader.languages.joined(separator: ", "))")
            }
            codes.append(code)
        }
        return codes.isEmpty ? HotelReader.languages : codes
    }

    private static func contact(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) -> [String: String] {
        guard let value else { return [:] }
        var result: [String: String] = [:]
        let keys = ["email", "phone", "whatsapp", "address", "bookingUrl", "hours"]
        for member in try reader.object(value, "contact", allowed: keys) where member.name != "hours" {
            let text = try reader.text(member.value, "contact.\(member.name)")
            switch member.name {
            case "bookingUrl":
                try checkURL(text, "contact.bookingUrl", reader)
                if let problem = BookingLink(text).problem { throw reader.fail("contact.bookingUrl", problem) }
            case "whatsapp" where !(5...20).contains(text.count { $0.isASCII && $0.isNumber }):
                throw reader.fail("contact.whatsapp", "found \"\(text)\", expected a number such as +380 48 555 01 00")
            default: break
            }
            result[member.name] = text
        }
        return result
    }

    private static func checkLinks(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) {
        guard let value else { return }
        for member in try reader.object(value, "links", allowed: ["terms", "privacy"]) {
            try checkURL(try reader.text(member.value, "links.\(member.name)"), "links.\(member.name)", reader)
        }
    }

    private static func checkURL(_ text: String, _ path: String, _ reader: HotelReader) throws(HotelError) {
        guard text.hasPrefix("https://") || text.hasPrefix("http://") || (text.hasPrefix("/") && !text.hasPrefix("//")) else {
            throw reader.fail(path, "found \"\(text)\", expected an http or https URL")
        }
    }

    private static func checkQuickReplies(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) {
        for (index, item) in try reader.array(value, "quickReplies").enumerated() {
            let path = "quickReplies[\(index)]"
            _ = try reader.localised(item, path, extra: ["action"])
            guard let action = item["action"] else { continue }
            let name = try reader.text(action, path + ".action")
            guard ["rooms", "special"].contains(name) else {
                throw reader.fail(path + ".action", "found \"\(name)\", allowed are rooms and special")
            }
        }
    }

    private static func policies(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) -> [(key: String, text: Localised)] {
        guard let value else { return [] }
        let texts = ["cancellation", "children", "pets", "smoking", "parking", "breakfast", "wifi", "payment"]
        var result: [(key: String, text: Localised)] = []
        for member in try reader.object(value, "policies", allowed: ["checkIn", "checkOut", "minNights", "maxNights"] + texts) {
            let path = "policies.\(member.name)"
            switch member.name {
            case "minNights", "maxNights":
                if let number = try reader.whole(member.value, path, 1...365) { result.append((member.name, ["": String(number)])) }
            case "checkIn", "checkOut":
                let time = try reader.text(member.value, path)
                let parts = time.split(separator: ":").map { Int($0) ?? -1 }
                guard time.count == 5, parts.count == 2, (0...23).contains(parts[0]), (0...59).contains(parts[1]) else {
                    throw reader.fail(path, "found \"\(time)\", expected a time such as 15:00")
                }
                result.append((member.name, ["": time]))
            default: result.append((member.name, try reader.localised(member.value, path)))
            }
        }
        return result
    }

    private static func rooms(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) -> [Room] {
        var rooms: [Room] = []
        for (index, item) in try reader.array(value, "rooms").enumerated() {
            let room = try room(item, "rooms[\(index)]", reader)
            guard !rooms.contains(where: { $0.id == room.id }) else {
                throw reader.fail("rooms[\(index)].id", "\"\(room.id)\" is an earlier room's id")
            }
            rooms.append(room)
        }
        return rooms
    }

    private static func room(_ value: JSONValue, _ path: String, _ reader: HotelReader) throws(HotelError) -> Room {
        let keys = [
            "id", "name", "description", "area", "maxGuests", "beds", "amenities", "pricePerNight", "currency", "rates", "mainPhoto",
            "gallery",
            "askQuestionEnabled", "bookedDates", "calendar", "units",
        ]
        _ = try reader.object(value, path, allowed: keys)
        for key in ["amenities", "gallery"] {
            for (index, item) in try reader.array(value[key], "\(path).\(key)").enumerated() {
                _ = try reader.text(item, "\(path).\(key)[\(index)]")
            }
        }
        _ = try reader.localised(value["beds"], path + ".beds")
        if let photo = value["mainPhoto"] { _ = try reader.text(photo, path + ".mainPhoto") }
        if let flag = value["askQuestionEnabled"], flag != .boolean(true), flag != .boolean(false) {
            throw reader.fail(path + ".askQuestionEnabled", "found \(flag.kind), expected true or false")
        }
        let name = try reader.localised(value["name"], path + ".name")
        guard !name.isEmpty else { throw reader.fail(path + ".name", "is missing") }
        let calendars = try calendars(value["calendar"], path + ".calendar", reader)
        return Room(
            id: try reader.text(value["id"], path + ".id"), name: name,
            description: try reader.localised(value["description"], path + ".description"),
            area: try value["area"].map { value throws(HotelError) in try reader.price(value, path + ".area") },
            amenities: try reader.array(value["amenities"], path + ".amenities").compactMap(\.text),
            maxGuests: try reader.whole(value["maxGuests"], path + ".maxGuests", 1...20) ?? 2,
            price: try reader.price(value["pricePerNight"], path + ".pricePerNight"), rates: try rates(value["rates"], path, reader),
            booked: try booked(value["bookedDates"], path, reader), calendars: calendars,
            units: try reader.whole(value["units"], path + ".units", 1...10_000) ?? max(1, calendars.count))
    }

    /// One calendar or a list; a message never shows an address, which is a secret.
    private static func calendars(_ value: JSONValue?, _ path: String, _ reader: HotelReader) throws(HotelError) -> [String] {
        guard let value else { return [] }
        var texts: [(text: String, path: String)] = []
        if case .array(let items) = value {
            for (index, item) in items.enumerated() { texts.append((try reader.text(item, "\(path)[\(index)]"), "\(path)[\(index)]")) }
        } else {
            texts = [(try reader.text(value, path), path)]
        }
        for one in texts where one.text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            throw reader.fail(one.path, "has a control character, expected an https address or a file's path")
        }
        return texts.map(\.text)
    }

    private static func rates(_ value: JSONValue?, _ path: String, _ reader: HotelReader) throws(HotelError) -> [Rate] {
        var rates: [Rate] = []
        for (index, item) in try reader.array(value, path + ".rates").enumerated() {
            let path = "\(path).rates[\(index)]"
            _ = try reader.object(item, path, allowed: ["from", "to", "pricePerNight"])
            let rate = Rate(
                from: try reader.day(item["from"], path + ".from"), to: try reader.day(item["to"], path + ".to"),
                price: try reader.price(item["pricePerNight"], path + ".pricePerNight"))
            guard rate.from < rate.to else { throw reader.fail(path + ".to", "is not after from") }
            rates.append(rate)
        }
        return rates
    }

    private static func booked(_ value: JSONValue?, _ path: String, _ reader: HotelReader) throws(HotelError) -> [BookedDate] {
        var dates: [BookedDate] = []
        for (index, item) in try reader.array(value, path + ".bookedDates").enumerated() {
            let path = "\(path).bookedDates[\(index)]"
            let text = try reader.text(item, path)
            if let count = text.hasPrefix("today+") ? Int(text.dropFirst(6)) : nil, (0...3650).contains(count) {
                dates.append(.fromToday(count))
            } else {
                dates.append(.day(try reader.day(item, path)))
            }
        }
        return dates
    }

    private static func privateLines(_ value: JSONValue?, _ reader: HotelReader) throws(HotelError) -> [String] {
        guard let value else { return [] }
        guard case .object(let members) = value else { throw reader.fail("private", "found \(value.kind), expected an object") }
        return members.flatMap { member -> [String] in
            switch member.value {
            case .string(let text): ["\(member.name): \(text)"]
            case .array(let items): items.compactMap(\.text)
            default: []
            }
        }
    }
}
