import CivilTime
import Testing

/// F-06. That every zone of the database is read right at many instants is compared with Python's `zoneinfo` in `test_zones.py`.
@Suite struct HotelZoneTests {
    /// Days of Europe's clock changes, with the database and with the rule of our own.
    @Test(arguments: [(1_799_963_999, 20_832), (1_799_964_000, 20_833), (1_815_598_799, 21_013), (1_815_598_800, 21_014)])
    func kyivsDay(instant: Int64, day: Int) throws {
        for folders in [HotelZone.folders, ["/nowhere"]] {
            #expect(try HotelZone(name: "Europe/Kyiv", folders: folders).day(at: instant) == day, "\(folders)")
        }
    }

    @Test func withoutADatabaseTheMessageSaysWhatToInstall() {
        #expect { try HotelZone(name: "Asia/Tokyo", folders: ["/nowhere"]) } throws: {
            "\($0)".contains("Asia/Tokyo") && "\($0)".contains("tzdata")
        }
    }

    @Test func aNameThatTheDatabaseLacksIsRefusedAsSuch() {
        #expect { try HotelZone(name: "Mars/Base", folders: ["/"]) } throws: {
            "\($0)".contains("Mars/Base") && !"\($0)".contains("tzdata")
        }
    }

    @Test func aFileThatIsNoneIsRefused() {
        #expect { try HotelZone(name: "passwd", folders: ["/etc"]) } throws: { "\($0)".contains("/etc/passwd") }
    }

    @Test func theFirstFolderThatExistsCounts() throws {
        #expect(try HotelZone(name: "Europe/Paris", folders: ["/nowhere", "/"]).offset(at: 1_800_050_400) == 3600)
        #expect(try HotelZone(name: "UTC", folders: []).offset(at: 0) == 0)
    }

    @Test(arguments: ["America/Argentina/Buenos_Aires", "Etc/GMT+5", "EST5EDT", "Asia/Ust-Nera"])
    func namesOfZones(name: String) { #expect(HotelZone.isName(name)) }

    @Test(arguments: ["", "/etc/passwd", "../passwd", "Europe/../../passwd", "Europe/K\u{451}iv", "a b", String(repeating: "a", count: 65)])
    func whatIsNoName(name: String) { #expect(!HotelZone.isName(name)) }
}
