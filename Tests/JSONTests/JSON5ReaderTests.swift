import Testing

@testable import JSON

/// The standard's own examples (spec.json5.org), rewritten as a table: what is read, as the JSON it stands for.
@Suite struct JSON5ReaderTests {
    private func json(_ text: String) throws -> String {
        var reader = try JSON5Reader(Array(text.utf8))
        return try reader.document().json
    }

    @Test(arguments: [
        ("{}", "{}"), ("[]", "[]"), ("[1,]", "[1]"), ("{a:1,}", #"{"a":1}"#), ("{'a':'b'}", #"{"a":"b"}"#),
        ("{\"a\":\"b\"}", #"{"a":"b"}"#),
        ("{$_\\u0061ключ9:1}", #"{"$_aключ9":1}"#), ("// c\n1 // d", "1"), ("/* c\n * */1/**/", "1"),
        ("\u{FEFF}\u{A0}\u{2003}\u{2028}1\u{0B}\u{0C}", "1"),
        ("+1", "1"), ("-1", "-1"), (".5", "0.5"), ("5.", "5"), ("-.5e+3", "-0.5e3"), ("5.e-1", "5e-1"), ("0x1F", "31"), ("-0xa", "-10"),
        ("0", "0"),
        ("1.50", "1.50"), ("1E3", "1e3"), ("true", "true"), ("false", "false"), ("null", "null"), ("{true:null}", #"{"true":null}"#),
        (#"'a\'b"c'"#, #""a'b\"c""#), (#""a'b\"c""#, #""a'b\"c""#), (#"'\b\f\n\r\t\v\0'"#, #""\u0008\u000c\n\r\t\u000b\u0000""#),
        (#"'\x41\u0042\uD83D\uDE00\q\/'"#, "\"AB😀q/\""), ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e'", #""abcde""#), ("'a\u{2028}b'", #""a\u2028b""#),
        ("[{a:[{}]},'x',]", #"[{"a":[{}]},"x"]"#),
    ])
    func isRead(text: String, expected: String) throws { #expect(try json(text) == expected) }

    @Test(arguments: [
        ("", 1, "found the end of the file, expected a value"),
        ("{\n a: 1\n b: 2\n}", 3, "found “b”, expected a comma or “}”; is there a comma at the end of line 2?"),
        ("[1 2]", 1, "found “2”, expected a comma or “]”"), ("{a:1", 1, "found the end of the file, expected “}” for line 1"),
        ("{\n\n[", 3, "found “[”, expected a name or “}”"), ("{a 1}", 1, "found “1”, expected a colon after the name “a”"),
        ("{a:1,\nb:2,\na:3}", 3, "“a” occurs twice in an object, before on line 1"), ("{chat:{},\nchat:{}}", 2, "“chat” occurs twice"),
        ("{a: sk-secret}", 1, "found “s”, expected a value; texts stand in quotes"), ("{a:}", 1, "found “}”, expected a value"),
        ("{,}", 1, "found “,”, expected a name"),
        ("[,]", 1, "found “,”, expected a value"), ("1 2", 1, "found “2”, expected the end of the file"),
        ("'a", 1, "a text that does not end"),
        ("\n'a\nb'", 2, "a text that does not end on its line"), ("/* a", 1, "a comment that does not end"),
        ("{'a':'\\1'}", 1, "an escape that is none"),
        ("'\\uD83D'", 1, "half of a surrogate pair"), ("01", 1, "a number that begins with 0"),
        ("1e", 1, "found the end of the file, expected the digits of an exponent"),
        ("0xg", 1, "found “g”, expected hexadecimal digits"), ("1e999", 1, "a number that no double holds"),
        ("Infinity", 1, "Infinity and NaN are no values here"),
        ("[\n\u{1b}]", 2, "found the character U+001B, expected a value"), ("undefined", 1, "found “u”, expected a value"),
        ("`a`", 1, "found “`”, expected a value"),
    ])
    func isRefusedWithLineAndReason(text: String, line: Int, reason: String) {
        let failure = #expect(throws: JSON5Reader.Failure.self) { _ = try json(text) }
        #expect(failure?.line == line)
        #expect(failure?.reason.hasPrefix(reason) == true, "\(failure?.reason ?? "")")
    }

    @Test func bytesThatAreNotUTF8AreNamedByTheirLine() {
        let failure = #expect(throws: JSON5Reader.Failure.self) {
            _ = try JSON5Reader(Array("{\n a: '".utf8) + [0xFF] + Array("'\n}".utf8))
        }
        #expect(failure == .init(line: 2, reason: "the text is not UTF-8"))
    }

    @Test func deepNestingIsRefused() throws {
        #expect(try json(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).count == 128)
        #expect(throws: JSON5Reader.Failure.self) { _ = try json(String(repeating: "[", count: 100_000)) }
    }

    @Test func namesKnowTheirLines() throws {
        var reader = try JSON5Reader(Array("{\n a: {\n  b: 1, c: [{ d: 1 }] },\n 'e.f': 2 }".utf8))
        _ = try reader.document()
        #expect(reader.lines == ["a": 2, "a.b": 3, "a.c": 3, "a.c.d": 3, "e.f": 4])
    }

    @Test func everyPrefixIsReadWithoutACrash() {
        let text = "\u{FEFF}{ a: [+.5, 0x1F, 'x\\u0041\\\n', // c\n null, /* d */], \"b\\uD83D\\uDE00\": {$:-1e3,}, }"
        for length in 0...text.utf8.count { _ = try? json(String(decoding: Array(text.utf8).prefix(length), as: UTF8.self)) }
    }
}
