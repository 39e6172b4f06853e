import FoundationEssentials
import Testing

@testable import Bookings

@Suite struct BookingMailTests {
    private func parts(_ entry: SpoolEntry, language: String = "en") throws -> (head: String, body: String) {
        let text = String(decoding: BookingMail(entry: entry, recipient: "stay@aurora.example", language: language).bytes, as: UTF8.self)
        let end = try #require(text.firstRange(of: "\n\n"))
        guard text.contains("base64") else { return (String(text[..<end.lowerBound]), String(text[end.upperBound...])) }
        let encoded = text[end.upperBound...].filter { $0 != "\n" }
        return (String(text[..<end.lowerBound]), String(decoding: try #require(Data(base64Encoded: encoded)), as: UTF8.self))
    }

    @Test func theMessageTellsEverythingInTheHotelsLanguage() throws {
        let (head, body) = try parts(try BookingFixture.entry(language: "de"), language: "de")
        #expect(head.contains("\nTo: <stay@aurora.example>\n"))
        #expect(head.contains("\nReply-To: <ada@example.com>"))
        #expect(head.contains("Subject: Buchungsanfrage K7QM-4RTX\n"))
        #expect(head.contains("Date: Sun, 10 Jan 2027 12:00:00 +0000\n"))
        for row in [
            "Zimmer: Garten", "Anreise: 2027-01-12", "Gesamtpreis: 395.50 EUR (2 x 120.00 + 1 x 155.50)", "Wünsche: vegan breakfast",
            "Name: Ada Lovelace",
        ] {
            #expect(body.contains(row + "\r\n"), "\(body)")
        }
        #expect(head.utf8.allSatisfy { $0 < 0x80 })
    }

    @Test(arguments: [
        "en", "zh", "hi", "es", "ar", "fr", "bn", "pt", "ru", "id", "uk", "de", "ja", "ko", "it", "tr", "nl", "pl", "vi", "th",
    ])
    func everyLanguageHasItsWords(language: String) throws {
        let (head, body) = try parts(try BookingFixture.entry(), language: language)
        #expect(body.contains("Hotel Aurora"))
        if language != "en" { #expect(!body.contains(MailTexts.english.closing)) }
        for line in head.split(separator: "\n") { #expect(line.utf8.count <= 78 && line.utf8.allSatisfy { $0 < 0x80 }, "\(line)") }
    }

    /// B-07
    @Test func aHotelsNameCanAddNoField() {
        #expect(EncodedWord.phrase("Hotel Aurora") == "Hotel Aurora")
        for name in ["Aurora\" <x@y>", "Café", "A, B", "=?UTF-8?B?QQ==?=", "a\nBcc: x@y.example", String(repeating: "x", count: 200)] {
            #expect(
                EncodedWord.phrase(name).split(separator: "\n ").allSatisfy {
                    $0.hasPrefix("=?UTF-8?B?") && $0.count <= 75 && !$0.contains(" ")
                })
        }
    }

    @Test func timesAreWrittenForMailAndForMachines() {
        #expect(UTCTime.text(0) == "1970-01-01T00:00:00Z")
        #expect(UTCTime.mail(1_000_000_000) == "Sun, 9 Sep 2001 01:46:40 +0000")
    }
}
