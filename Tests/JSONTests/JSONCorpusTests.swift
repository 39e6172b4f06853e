import Testing

@testable import JSON

/// RFC 8259 from every side: what has to be read, what has to be refused, and what the RFC leaves to us, kind by kind as the public corpus
/// of JSON parsers' mistakes has them.
@Suite struct JSONCorpusTests {
    // MARK: - Has to be read

    static let numbers = [
        "0", "-0", "0.0", "-0.0", "1", "-1", "10", "123456789", "0e1", "0e+1", "0E+1", "1E22", "1e-2", "1E-2", "1E+2", "20e1", "123e65",
        "123.456e78",
        "123.456789", "-1.5", "1.7976931348623157e308", "5e-324", "-123",
        "-0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
        "123456789012345678901234567890", "0.4", "1e0", "9007199254740993",
    ]

    static let strings = [
        #""""#, #"" ""#, #""asd""#, #""a/*b*/c/*d//e""#, #""\"\\\/\b\f\n\r\t""#, #""\\a""#, #""\\n""#, #""\"""#, #""\u0012""#, #""\u0000""#,
        #""\u0020""#,
        #""\u0061\u30af\u30EA\u30b9""#, #""\u0821""#, #""\u0123""#, #""new\u00A0line""#, #""\u2028\u2029""#, #""\u005C""#, #""\u0022""#,
        #""\ud83d\ude39""#,
        #""\uDBFF\uDFFF""#, #""\ud834\udd1e""#, #""\uFFFF""#, #""\uFFFE""#, #""\uFDD0""#, #""\u200B""#, #""\u2064""#, "\"\u{7F}\"",
        "\"\u{80}\"", "\"€𝄞\"", "\"\u{2028}\"",
        "\"\u{10FFFF}\"", "\"\u{FFFF}\"", "\"⍂㈴⍂\"", #""\uA66D""#, #""\uD801\udc37""#, "\"\u{FEFF}\"", "\"asd \u{E000}\"",
    ]

    static let structures = [
        "null", "true", "false", "[]", "{}", "[null]", "[1]", "[[]]", "[[]   ]", "[\"a\"]", "[1,null,null,null,2]", "[null, 1, \"1\", {}]",
        "[false]", "[true]", " [1]", "[1] ", "[1\n]",
        "\t[\r\n1\t]\r", #"{"":0}"#, #"{"a":[]}"#, #"{"a":"b","c":"d"}"#, #"{"min":-1.0e+28,"max":1.0e+28}"#,
        #"{"x":[{"id":"xx"}],"id":"xx"}"#, "{\"a\":\"b\"\n}", #"{"\u0000":1}"#,
        #"{"foo\u0000bar":42}"#, #"{"title":"\u041f\u043e"}"#, #"{"A":1,"a":2}"#, #"{"a":{"a":1}}"#, "[\"\"]", " \n\r\t [ ] \t\r\n ",
        #"{"a" : 1 , "b" : [ 2 ] }"#,
    ]

    @Test(
        arguments: numbers + numbers.map { "[\($0)]" } + numbers.map { "{\"a\": \($0) }" } + strings + strings.map { "[\($0),\($0)]" }
            + structures)
    func isRead(text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        // What is written from it is read as the same.
        #expect(try JSONValue(parsing: Array(value.json.utf8)) == value)
    }

    @Test func keepsNumbersAsTheyWereWritten() throws {
        for text in Self.numbers {
            guard case .number(let kept, let value) = try JSONValue(parsing: Array(text.utf8)) else {
                Issue.record("\(text) is no number")
                continue
            }
            #expect(kept == text && value == Double(text))
        }
    }

    // MARK: - Has to be refused

    static let badNumbers = [
        "+1", "-", "--1", "-+1", "+-1", "- 1", "-01", "01", "00", "012", "-012", "1.", "-2.", "1.e1", ".1", "-.1", ".-1", "+.1", "0.e1",
        "0.3e", "0.3e+", "0e", "0e+", "0E", "0E+", "1e", "1e+", "1.0e",
        "1.0e-", "1.0e+", "1eE2", "1e1.5", "1ea", "2.e3", "2.e-3", "2.e+3", "9.e+", "1 000", "1_000", "1,000", "0x1", "0x42", "-0x1", "0b1",
        "0o7", "1a", "-1x", "1#", "1/", "٣", "１", "∞", "Inf", "-Inf", "+Inf",
        "Infinity", "-Infinity", "NaN", "-NaN", "nan", "1f", "1L", "1n", "1e999", "-1e999", "1e400", "-123123e100000", "1.5e+9999", "1..2",
        "1.2.3", "1-2", "0-1", "-1+2",
    ]

    static let badStrings = [
        "\"", "\"a", "'a'", "`a`", "a", #""\""#, #""\a""#, #""\v""#, #""\0""#, #""\x00""#, #""\'""#, #""\U0041""#, #""\u""#, #""\u1""#,
        #""\u12""#, #""\u123""#, #""\u123g""#, #""\uD83""#, #""\u{41}""#, #""\ ""#,
        #""\ud800""#, #""\ud800x""#, #""\ud800\n""#, #""\ud800\u0041""#, #""\ud800\ud800\udc00""#, #""\udc00""#, #""\uDd1e\uD834""#,
        #""\uD800\u1""#, #""\uD800\uDC0""#, #""\uD800\""#, #""\📱""#, #""\é""#,
        "\"a\nb\"", "\"\t\"", "\"\u{0}\"", "\"\u{1F}\"", "\"a\rb\"", #"\u0020"asd""#, #""asd"x"#, #""a""b""#, #"""""""#, "“a”",
    ]

    static let badStructures = [
        "", " ", "\n", ",", ":", "[", "]", "{", "}", "[}", "{]", "][", "}{", "[1", "[1,", "[,", "[,]", "[,1]", "[1,]", "[1,,2]", "[1,,]",
        "[\"a\",,]", "[1 2]", "[1;2]", "[1:2]", "[\"a\":1]", "[1]]", "[1]x", "[][]", "[1],",
        "[\"\": 1]", "[*]", "[-]", "[a]", "[<null>]", "[nul]", "[tru]", "[fals]", "[TRUE]", "[True]", "[Null]", "[nulll]", "[truefalse]",
        "[true false]", "undefined", "None", "<.>", "{,", "{\"a\"", "{\"a\":", "{\"a\" 1}", "{\"a\":}",
        "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\":1,,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\"::1}",
        "{\"a\",1}", "{\"a\"=1}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{[]:1}", "{\"a\":1}#", "{\"a\":1}//x",
        "{\"a\":1}/**/", "/**/{}", "//x\n1", "{\"a\":/*x*/1}", "#x\n1", "{\"a\":\"b\"}}", "{{}}", "[{]}", "[1}", "{\"a\":[}",
        "{\"a\":true false}", "[\u{C}1]", "[\u{B}1]", "[\u{A0}1]", "[\u{2060}1]", "\u{FEFF}[]", "[]\u{FEFF}", "[]\u{0}", "\u{0}[]", "1 1",
        "\"a\" \"b\"", "null null", "{}{}", "[] {}", "--", "\\", "@", "[1,\n1\n,1", "[\u{85}1]", "[\u{3000}1]", "{\"a\":1,\"a\":1}",
        #"{"a":1,"\u0061":2}"#,
    ]

    @Test(arguments: badNumbers + badNumbers.map { "[\($0)]" } + badStrings + badStrings.map { "[\($0)]" } + badStructures)
    func isRefused(text: String) {
        #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    /// In a string, as a name, and alone: overlong forms, surrogates, past the last character, cut and lone bytes, other encodings.
    @Test(
        arguments: [
            [0xFF], [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF],
            [0xFC, 0x83, 0xBF, 0xBF, 0xBF, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xC3], [0xF0, 0x9F, 0x98], [0xE5, 0x61], [0xE9],
            [0xFE, 0xFF, 0x00, 0x61], [0xFF, 0xFE, 0x61, 0x00],
        ] as [[UInt8]])
    func bytesThatAreNotUTF8AreRefused(bytes: [UInt8]) {
        for document in [[0x22] + bytes + [0x22], [0x7B, 0x22] + bytes + [0x22, 0x3A, 0x31, 0x7D], bytes, [0x5B] + bytes + [0x5D]] {
            #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: document) }
        }
    }

    // MARK: - Every cut, every byte

    static let whole = #"{"a":[1.5e3,-0,"q\"\\\ud83d\ude00é€",null,true,false],"b":{"c":[]}}"#

    @Test func noBeginningOfADocumentIsADocument() {
        let bytes = Array(Self.whole.utf8)
        for count in 0..<bytes.count {
            #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array(bytes[..<count])) }
        }
    }

    /// Nothing is asked of the result but that there is one: each byte of a document exchanged for each other byte.
    @Test func anyByteInAnyPlaceIsReadOrRefused() {
        var bytes = Array(Self.whole.utf8)
        var read = 0
        for place in bytes.indices {
            let kept = bytes[place]
            for other in UInt8.min...UInt8.max {
                bytes[place] = other
                if let value = try? JSONValue(parsing: bytes) {
                    read += 1
                    #expect((try? JSONValue(parsing: Array(value.json.utf8))) == value)
                }
            }
            bytes[place] = kept
        }
        #expect(read > bytes.count)
    }

    @Test(arguments: ["[", "{\"a\":", "[[],", "[{\"\":"])
    func depthEndsAtItsLimitAndNeverTheStack(opening: String) {
        #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: Array(String(repeating: opening, count: 100_000).utf8)) }
    }

    @Test func theDepthThatIsAllowedIsRead() throws {
        let limit = JSONReader.depthLimit
        func nested(_ depth: Int) -> [UInt8] { Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8) }
        _ = try JSONValue(parsing: nested(limit))
        #expect(throws: JSONValue.Failure.self) { try JSONValue(parsing: nested(limit + 1)) }
    }
}
