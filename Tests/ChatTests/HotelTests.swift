import CivilTime
import FoundationEssentials
import JSON
import NIOCore
import Testing
import TestSupport

@testable import Chat

@Suite struct HotelTests {
    private static let room = #"{"id":"a","name":"A","pricePerNight":100}"#

    private func failure(_ text: String) -> String {
        do {
            _ = try Hotel.parse(Array(text.utf8), file: "hotel.json")
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test func theExampleHotelPasses() throws {
        let hotel = try ChatFixture.hotel()
        #expect(hotel.rooms.count >= 6)
        #expect(hotel.languages.count == 20)
    }

    @Test(arguments: [
        ("{", "hotel.json: line 1: no valid JSON"), ("[]", "hotel.json: found an array"), ("{}", "hotel.json: name: is missing"),
        (#"{"name":5}"#, "hotel.json: name: found a number"),
        (#"{"name":"H","nmae":1}"#, "hotel.json: nmae: unknown key"),
        (#"{"name":"H","rooms":[{"id":"a","name":"A","pricePerNight":0}]}"#, "hotel.json: rooms[0].pricePerNight: found 0"),
        ("{\"name\":\"H\",\"rooms\":[\(room),\(room)]}", "hotel.json: rooms[1].id: \"a\" is an earlier"),
        (
            #"{"name":"H","rooms":[{"id":"a","name":"A","pricePerNight":1,"bookedDates":["2027-02-30"]}]}"#,
            "hotel.json: rooms[0].bookedDates[0]: found \"2027-02-30\""
        ),
        (
            #"{"name":"H","rooms":[{"id":"a","name":"A","pricePerNight":1,"bookedDates":["today+x"]}]}"#,
            "hotel.json: rooms[0].bookedDates[0]"
        ),
        (#"{"name":"H","theme":{"accent":"red"}}"#, "hotel.json: theme.accent: found \"red\""),
        (##"{"name":"H","theme":{"accent":"#777777","accentText":"#888888"}}"##, "hotel.json: theme.accentText: has a contrast of"),
        (#"{"name":"H","languages":["xx"]}"#, "hotel.json: languages[0]"),
        (#"{"name":"H","contact":{"bookingUrl":"javascript:1"}}"#, "hotel.json: contact.bookingUrl"),
        (#"{"name":"H","timeZone":"../../etc/passwd"}"#, "hotel.json: timeZone"),
        (#"{"name":"H","policies":{"checkIn":"25:00"}}"#, "hotel.json: policies.checkIn"),
    ])
    func whatIsWrongIsNamedByItsKeyPath(text: String, expected: String) { #expect(failure(text).hasPrefix(expected), "\(failure(text))") }

    /// W-30
    @Test func thePublicPartHoldsNothingPrivate() throws {
        let hotel = try ChatFixture.hotel()
        let facts = ServiceFacts(model: "m", demo: true, configured: false, version: "v")
        let text = String(buffer: hotel.publicJSON(service: facts, now: ChatFixture.now))
        let value = try JSONValue(parsing: Array(text.utf8))
        #expect(value["private"] == nil)
        for line in hotel.privateLines { #expect(!text.contains(line)) }
        #expect(value["service"]?["demo"] == .boolean(true))
        #expect(value["today"] == .string("2026-11-24"))
        #expect(!text.contains("today+"))
        #expect(text.contains("\"bookedDates\":["))
    }

    @Test func theHotelsDayIsCountedInItsZone() throws {
        let hotel = try Hotel.parse(Array(#"{"name":"H","timeZone":"Europe/Kyiv"}"#.utf8), file: "f")
        #expect(hotel.today(1_799_963_999) == 20_832 && hotel.today(1_799_964_000) == 20_833)
    }

    /// F-06: never another day in silence.
    @Test func aZoneWithoutRulesIsRefused() {
        #expect { try Hotel.parse(Array(#"{"name":"H","timeZone":"Mars/Base"}"#.utf8), file: "f") } throws: {
            "\($0)".contains("timeZone") && "\($0)".contains("Mars/Base")
        }
    }

    @Test(arguments: [("unclosed {{hotel.name", "p.md:1: "), ("a\nb {{nothing}}", "p.md:2: unknown placeholder “nothing”")])
    func aWrongPromptNamesFileAndLine(text: String, expected: String) {
        #expect { try PromptTemplate(Array(text.utf8), file: "p.md") } throws: { "\($0)".hasPrefix(expected) }
    }
}
