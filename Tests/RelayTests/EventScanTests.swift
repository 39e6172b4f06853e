import JSON
import Testing

@testable import Relay

/// R-H2: a look over an event finds broken JSON without decoding it.
@Suite struct EventScanTests {
    private func scan(_ text: String) -> EventScan { Array(text.utf8).withUnsafeBytes { EventScan($0) } }

    private static let whole = [
        "{}", "[]", "1", "-1.5e+3", "true", "null", #""a""#, #" { "a" : [ 1 , { } , [ ] , "b\"c\\" ] , "d" : null } "#,
        #"{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":null}]}"#, #"{"a":"\u0041 and more than eight bytes \\"}"#,
    ]

    @Test(arguments: whole) func aWholeValueIsWhole(text: String) { #expect(scan(text).isWhole) }

    /// No part of an event is taken for a whole one.
    @Test(arguments: whole.filter { $0.contains("{\"") }) func aCutValueIsBroken(text: String) {
        for count in 0..<text.utf8.count { #expect(!scan(String(decoding: text.utf8.prefix(count), as: UTF8.self)).isWhole) }
    }

    @Test(arguments: [
        "", "{", "}", "{]", "[}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "[1,]", "[1 2]", "{} {}", #"{"a":1 "b":2}"#, "{a:1}", "nul", "tru}",
        #""a"#,
        "Internal Server Error", #"{"a":"b\"#, String(repeating: "[", count: 65) + String(repeating: "]", count: 65), ",", #"{"a":1}x"#,
    ])
    func whatIsBrokenIsFound(text: String) { #expect(!scan(text).isWhole) }

    /// R-B13: what only a strict reader minds is passed.
    @Test func bytesThatAreNoTextAreNotBroken() {
        let bytes: [UInt8] = Array(#"{"a":""#.utf8) + [0x00, 0xFF, 0xC3, 0x28] + Array(#""}"#.utf8)
        #expect(bytes.withUnsafeBytes { EventScan($0).isWhole })
    }

    @Test(arguments: [
        (#"{"choices":[]}"#, true, false, false), (#"{"choices":[],"usage":{"total_tokens":1}}"#, true, false, true),
        (#"{"choices":[],"usage":null}"#, true, false, false), (#"{"choices":[{"finish_reason":"stop"}]}"#, true, false, true),
        (#"{"choices":[{"finish_reason":""}]}"#, true, false, false), (#"{"choices":[{"finish_reason":null}]}"#, true, false, false),
        (#"{"error":{"message":"x"}}"#, false, true, false), (#"{"error":"x","choices":[]}"#, true, true, false),
        (#"{"error":null,"choices":[]}"#, true, false, false), (#"{"error":"","choices":[]}"#, true, false, false),
        (#"{"error": { } ,"choices":[]}"#, true, false, false), (#"{"error":[],"choices":[]}"#, true, false, false),
        (#"{"error":false,"choices":[]}"#, true, false, false), (#"{"choices":[{"delta":{"error":"x"}}]}"#, true, false, false),
        (#"{"choices":[{"delta":{"content":"\"error\":1,\"finish_reason\":\"stop\""}}]}"#, true, false, false),
    ])
    func whatItTells(text: String, hasChoices: Bool, hasError: Bool, tellsOfEnd: Bool) {
        let scan = scan(text)
        #expect(scan.isWhole)
        #expect((scan.hasChoices, scan.hasError, scan.tellsOfEnd) == (hasChoices, hasError, tellsOfEnd))
    }
}
