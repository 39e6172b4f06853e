import FoundationEssentials

/// A time zone's offsets from UTC, from the system's database (TZif, RFC 9636). FoundationEssentials knows no names of zones on Linux.
package struct HotelZone: Sendable {
    /// Seconds since 1970 from which on an offset in seconds holds, ascending.
    private let changes: [(from: Int64, offset: Int64)]
    /// Whether rules were found; else the zone counts as UTC.
    package let isKnown: Bool

    /// A name such as `Europe/Kyiv`; rules that are not found count as UTC.
    package init(name: String, folder: String = "/usr/share/zoneinfo") {
        let isUTC = ["UTC", "Etc/UTC", "GMT"].contains(name)
        let bytes = isUTC ? nil : try? [UInt8](Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
        if let bytes, let changes = Self.changes(in: bytes) {
            (self.changes, isKnown) = (changes, true)
        } else if let changes = Self.european(name) {
            (self.changes, isKnown) = (changes, true)
        } else {
            (changes, isKnown) = ([], isUTC)
        }
    }

    /// Whether a text can be a zone's name at all; never a way out of the database's folder.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.count <= 64 && !text.hasPrefix("/") && !text.contains("..")
            && text.utf8.allSatisfy { byte in
                Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber || "/_+-".utf8.contains(byte)
            }
    }

    /// Seconds east of UTC at a time in seconds since 1970.
    package func offset(at now: Int64) -> Int64 { changes.last { $0.from <= now }?.offset ?? changes.first?.offset ?? 0 }

    /// The 64-bit part of a TZif file. Changes after its last entry follow the footer's rule, which hotels need years after the database
    /// was made; since files are written with entries up to 2037, the list is enough here.
    private static func changes(in bytes: [UInt8]) -> [(from: Int64, offset: Int64)]? {
        guard bytes.count >= 44, bytes.starts(with: "TZif".utf8), bytes[4] >= UInt8(ascii: "2") else { return nil }
        func number(_ at: Int, _ count: Int) -> Int64? {
            guard at >= 0, at + count <= bytes.count else { return nil }
            var value: Int64 = bytes[at] >= 0x80 ? -1 : 0
            for byte in bytes[at..<(at + count)] { value = value << 8 | Int64(byte) }
            return value
        }
        func counts(_ at: Int) -> [Int]? {
            let all = (0..<6).compactMap { number(at + 20 + $0 * 4, 4).map(Int.init) }
            return all.count == 6 && all.allSatisfy { (0...100_000).contains($0) } ? all : nil
        }
        guard let first = counts(0) else { return nil }
        let second = 44 + first[3] * 5 + first[4] * 6 + first[5] + first[2] * 8 + first[1] + first[0]
        guard second + 44 <= bytes.count, let header = counts(second) else { return nil }
        let (timeCount, typeCount) = (header[3], header[4])
        let times = second + 44
        let indices = times + timeCount * 8
        let types = indices + timeCount
        func offset(_ type: Int) -> Int64? { type < typeCount ? number(types + type * 6, 4) : nil }
        guard let initial = offset(0) else { return nil }
        var result: [(from: Int64, offset: Int64)] = [(.min, initial)]
        for index in 0..<timeCount {
            guard let from = number(times + index * 8, 8), indices + index < bytes.count, let offset = offset(Int(bytes[indices + index]))
            else { return nil }
            result.append((from, offset))
        }
        return extended(result, footer: bytes[min(bytes.count, types + typeCount * 6)...])
    }

    /// Slim files (RFC 9636 §3.3) leave the rule of today to the footer; Europe's is the one with `M3.5.0` and `M10.5.0`.
    private static func extended(_ changes: [(from: Int64, offset: Int64)], footer: ArraySlice<UInt8>) -> [(from: Int64, offset: Int64)] {
        let text = String(decoding: footer, as: UTF8.self)
        guard let last = changes.last, last.from < 2_000_000_000, text.contains("M3.5.0"), text.contains("M10.5.0") else { return changes }
        let hours = last.offset % 3600 == 0 ? Int(last.offset / 3600) : 0
        // The last entry may be summer's; the footer's own offset tells: `EET-2EEST` is UTC+2.
        let digits = text.split(separator: "\n").last?.drop { $0 != "-" && !$0.isNumber }.prefix { $0 == "-" || $0.isNumber } ?? ""
        let standard = Int(digits).map { -$0 } ?? hours
        return changes + europeanChanges(standard: standard).filter { $0.from > last.from }
    }

    /// A bare system has no database: the zones of Europe share one rule (Directive 2000/84/EC).
    private static func european(_ name: String) -> [(from: Int64, offset: Int64)]? {
        let zones: [String: Int] = [
            "Europe/London": 0, "Europe/Dublin": 0, "Europe/Lisbon": 0, "Europe/Berlin": 1, "Europe/Paris": 1, "Europe/Madrid": 1,
            "Europe/Rome": 1,
            "Europe/Vienna": 1, "Europe/Zurich": 1, "Europe/Amsterdam": 1, "Europe/Brussels": 1, "Europe/Prague": 1, "Europe/Warsaw": 1,
            "Europe/Budapest": 1, "Europe/Stockholm": 1, "Europe/Oslo": 1, "Europe/Copenhagen": 1, "Europe/Kyiv": 2, "Europe/Kiev": 2,
            "Europe/Athens": 2, "Europe/Bucharest": 2, "Europe/Sofia": 2, "Europe/Helsinki": 2, "Europe/Riga": 2, "Europe/Vilnius": 2,
            "Europe/Tallinn": 2,
        ]
        return zones[name].map { [(.min, Int64($0) * 3600)] + europeanChanges(standard: $0) }
    }

    /// Summer time from the last Sunday of March, 01:00 UTC, to the last Sunday of October, 01:00 UTC.
    private static func europeanChanges(standard: Int) -> [(from: Int64, offset: Int64)] {
        (2024...2060).flatMap { year in
            [(3, standard + 1), (10, standard)].map { month, hours in
                let last = CalendarDay.number(year, month, 31)
                let sunday = last - (last + 4) % 7
                return (Int64(sunday) * 86_400 + 3600, Int64(hours) * 3600)
            }
        }
    }
}
