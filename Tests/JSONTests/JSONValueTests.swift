import Testing

@testable import JSON

@Suite struct JSONValueTests {
    @Test(arguments: [
        #"{"a":[1,-0.5,1e3,true,false,null,"x"]}"#, " \n\t[ ] ", #""\ud83d\ude00\u00e9\/\b""#, "0", #"{"a":{"b":{}}}"#,
    ])
    func validTextIsRead(text: String) throws { _ = try JSONValue(parsing: Array(text.utf8)) }

    /// Rule "JSON" of Admission: `invalid_json`, never a crash.
    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "'a'", "NaN", "Infinity", "01", "1.", "-", "1e999", "\"\u{1}\"", #""\ud800""#,
        #""\udc00\ud800""#, #""\x""#, "[] []",
        "nul", "truee", #"{"a":1,"a":2}"#, "\"abc", "/* */ 1", "\u{FEFF}1",
    ])
    func anythingElseIsRefused(text: String) {
        #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test(
        arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22]] as [[UInt8]])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
        #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: bytes) }
    }

    @Test("a string is read whatever stands at whatever place of a word of eight bytes")
    func everyPlace() throws {
        for place in 0..<20 {
            let (before, after) = (String(repeating: "a", count: place), "bcdefghijklm")
            for (written, meant) in [
                (#"\""#, "\""), (#"\\"#, "\\"), (#"\u00e9"#, "é"), ("é", "é"), ("\u{7F}", "\u{7F}"), ("👋", "👋"), ("", ""),
            ] {
                let read = try JSONValue(parsing: Array("\"\(before)\(written)\(after)\"".utf8))
                #expect(read == .string(before + meant + after))
            }
            for refused in ["\u{0}", "\u{1F}", "\n", "\""] {
                #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array("\"\(before)\(refused)\(after)\"".utf8)) }
            }
            #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array("\"\(before)".utf8)) }
        }
    }

    @Test("a name that occurs twice is found among few members and among many", arguments: [2, 15, 16, 17, 18, 60])
    func doubleNames(count: Int) throws {
        let members = (1..<count).map { "\"m\($0)\":\($0)" }
        #expect(try JSONValue(parsing: Array("{\(members.joined(separator: ","))}".utf8))["m1"]?.integer == 1)
        #expect(throws: JSONValue.Failure.self) {
            try JSONValue(parsing: Array("{\((members + ["\"m1\":0"]).joined(separator: ","))}".utf8))
        }
    }

    @Test func absurdNestingIsRefused() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array(deep.utf8)) }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let text = "{\"a\":[1.50,\"q\\\"\\\\\\n\\u2028\",null,true]}"
        #expect(try JSONValue(parsing: Array(text.utf8)).json == text)
    }

    @Test("quoting escapes what readers of lines and terminals take for their own, and nothing else")
    func quoting() {
        func quoted(_ text: String) -> String {
            var result = ""
            JSONValue.quote(text, to: &result)
            return result
        }
        #expect(quoted("") == "\"\"")
        #expect(quoted("a\"b\\c\r\n\t\u{1}\u{1F}\u{7F}") == #""a\"b\\c\r\n\t\u0001\u001f\u007f""#)
        #expect(quoted("\u{80}x\u{9F}\u{A0}¡é") == "\"\\u0080x\\u009f\u{A0}¡é\"")
        #expect(quoted("\u{2027}\u{2028}\u{2029}\u{202A}") == "\"\u{2027}\\u2028\\u2029\u{202A}\"")
        #expect(quoted("Їжак 客 👋") == "\"Їжак 客 👋\"")
        // Each of them at each place of a word of eight, and all other ASCII as it is.
        for place in 0..<20 {
            let (before, after) = (String(repeating: "a", count: place), "bcdefghijklm")
            for value in UInt8(0)..<0x80 {
                let text = before + String(UnicodeScalar(value)) + after
                let alone = quoted(String(UnicodeScalar(value))).dropFirst().dropLast()
                #expect(quoted(text) == "\"\(before)\(alone)\(after)\"")
            }
        }
    }
}
