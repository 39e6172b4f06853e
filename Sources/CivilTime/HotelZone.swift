import FoundationEssentials
import Glibc

/// A time zone's offsets from UTC, from the system's database. FoundationEssentials knows no names of zones on Linux.
package struct HotelZone: Sendable {
    /// Why a zone's days cannot be counted; the caller ends the start or the reload with it.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        /// The system has a database, without this name.
        case unknown(name: String, folder: String)
        case noDatabase(name: String)
        case unreadable(file: String)

        /// For the message that names the setting.
        package var description: String {
            switch self {
            case .unknown(let name, let folder): "found \"\(name)\", which \(folder) has no rules for; expected a name such as Europe/Kyiv"
            case .noDatabase(let name): "found \"\(name)\", but this system has no time zone database; install the package tzdata"
            case .unreadable(let file): "\(file) is no time zone file (RFC 9636)"
            }
        }
    }

    /// Seconds since 1970 from which on an offset in seconds holds, ascending; the first holds since ever.
    private let changes: [(from: Int64, offset: Int64)]
    /// Holds from the last change on.
    private let rule: TimeZoneRule?

    /// UTC, the zone of a hotel that names none.
    package static let utc = HotelZone(changes: [(.min, 0)], rule: nil)

    /// Where systems keep the database: what `TZDIR` says (tzset(3)), else the first of these that exists.
    package static var folders: [String] {
        getenv("TZDIR").map { [String(cString: $0)] } ?? ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"]
    }

    private init(changes: [(from: Int64, offset: Int64)], rule: TimeZoneRule?) {
        self.changes = changes
        self.rule = rule
    }

    /// - Parameters:
    ///   - name: Such as `Europe/Kyiv`; see ``isName(_:)``.
    ///   - folders: Databases, the first that exists is read.
    package init(name: String, folders: [String] = HotelZone.folders) throws(Failure) {
        if ["UTC", "Etc/UTC", "GMT"].contains(name) {
            self = .utc
            return
        }
        let folder = folders.first { access($0, R_OK | X_OK) == 0 }
        let path = folder.map { "\($0)/\(name)" }
        if let path, let bytes = try? [UInt8](Data(contentsOf: URL(filePath: path))) {
            guard let file = ZoneFile(bytes) else { throw .unreadable(file: path) }
            (changes, rule) = (file.changes, file.rule)
        } else if let rule = Self.europe[name].flatMap({ TimeZoneRule($0) }) {
            (changes, self.rule) = ([(.min, rule.standard)], rule)
        } else {
            throw folder.map { .unknown(name: name, folder: $0) } ?? .noDatabase(name: name)
        }
    }

    /// Whether a text can be a zone's name at all; never a way out of the database's folder.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && !text.hasPrefix("/") && !text.contains("..")
            && text.unicodeScalars.allSatisfy { $0.isASCII && $0.properties.isAlphabetic || "0123456789/_+-".unicodeScalars.contains($0) }
    }

    /// Seconds east of UTC at a time in seconds since 1970.
    package func offset(at now: Int64) -> Int64 {
        if let rule, let last = changes.last, now >= last.from { return rule.offset(at: now) }
        return changes.last { $0.from <= now }?.offset ?? 0
    }

    /// The calendar day, counted from 1970-01-01, at a time in seconds since 1970.
    package func day(at now: Int64) -> Int { Int((now + offset(at: now)).dividedDown(by: 86_400)) }

    /// A bare system has no database; Europe's zones share one rule, which is law (Directive 2000/84/EC), and the example hotel has one of them.
    private static let europe: [String: String] = {
        let western = ["Europe/Lisbon", "Atlantic/Madeira", "Atlantic/Canary"].map { ($0, "WET0WEST,M3.5.0/1,M10.5.0") }
        let british = ["Europe/London", "Europe/Dublin"].map { ($0, "GMT0BST,M3.5.0/1,M10.5.0") }
        let central = [
            "Amsterdam", "Berlin", "Brussels", "Budapest", "Copenhagen", "Madrid", "Oslo", "Paris", "Prague", "Rome", "Stockholm", "Vienna",
            "Warsaw", "Zurich",
        ].map { ("Europe/\($0)", "CET-1CEST,M3.5.0,M10.5.0/3") }
        let eastern = ["Athens", "Bucharest", "Helsinki", "Kiev", "Kyiv", "Riga", "Sofia", "Tallinn", "Vilnius"].map {
            ("Europe/\($0)", "EET-2EEST,M3.5.0/3,M10.5.0/4")
        }
        return Dictionary(uniqueKeysWithValues: western + british + central + eastern)
    }()
}
