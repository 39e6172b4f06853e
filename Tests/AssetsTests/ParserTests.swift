import Testing

@testable import Assets

@Suite struct AcceptEncodingTests {
    /// S2, S3, S4, S5, S6
    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br, gzip", true), ("gzip, deflate, br, zstd", true), ("*", true),
        ("gzip;q=0", false),
        ("gzip;q=0.000", false), ("*;q=0, identity", false), ("", false), ("identity;q=0", false), ("gzip;q=0.2, identity;q=0.9", false),
        ("identity;q=0.5, gzip;q=0.5", true), ("br", false), ("gzipx", false), ("gzip ; q=1", true), ("gzip;Q=0.001", true),
        ("gzip;q=abc", false),
        ("gzip;q=", false), ("deflate;q=1, *;q=0", false), ("*;q=0.5", true), ("gzip;level=9;q=0", false), (",,gzip,,", true),
    ])
    func gzipIsChosenByWeight(field: String, expected: Bool) { #expect(AcceptEncoding.prefersGzip(field) == expected) }

    @Test func withoutTheFieldThereIsNoGzip() { #expect(!AcceptEncoding.prefersGzip(nil)) }
}

@Suite struct EntityTagTests {
    @Test(arguments: [
        (#""a""#, 1), (#""a", W/"b" ,"c,d""#, 3), (#",, "a""#, 1), (#"W/"a""#, 1), (#"w/"a""#, 0), (#"a"#, 0), (#""a" "b""#, 1),
        (#""a"#, 0), ("", 0),
        (#""a b""#, 0),
    ])
    func listsAreReadUpToTheFirstMistake(field: String, count: Int) {
        guard case .tags(let tags) = EntityTagList(field) else {
            Issue.record("any")
            return
        }
        #expect(tags.count == count)
    }

    @Test(arguments: ["*", " * "]) func aStarStandsForAny(field: String) { #expect(EntityTagList(field) == .any) }
}

@Suite struct ByteRangeTests {
    /// S13, S14, S15, S16, S17, S18
    @Test(arguments: [
        ("bytes=0-8", ByteRange.part(0..<9)), ("bytes=990-", .part(990..<1000)), ("bytes=990-1990", .part(990..<1000)),
        ("bytes=0-0", .part(0..<1)),
        ("bytes=-10", .part(990..<1000)), ("bytes=-5000", .part(0..<1000)), ("bytes=1000-", .notSatisfiable), ("bytes=-0", .notSatisfiable),
        ("bytes=5-2", .whole), ("items=0-5", .whole), ("bytes=a-b", .whole), ("bytes=", .whole), ("bytes=-", .whole),
        ("bytes=0-9223372036854775807", .part(0..<1000)), ("bytes=0-99999999999999999999", .part(0..<1000)),
        ("bytes=99999999999999999999-", .notSatisfiable), ("bytes=0-9, -10, 10-19", .whole), ("BYTES=0-1", .part(0..<2)),
        ("bytes = 0-1", .whole),
        ("bytes=+1-2", .whole), ("bytes=1-2-3", .whole),
    ])
    func aFieldSelectsBytes(field: String, expected: ByteRange) { #expect(ByteRange(field, length: 1000) == expected) }

    @Test(arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func nothingOfAnEmptyFileCanBeSelected(field: String) { #expect(ByteRange(field, length: 0) == .notSatisfiable) }
}

@Suite struct HTTPDateTests {
    private let reference: Int64 = 1_795_000_000

    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
    func allThreeFormsAreRead(text: String) { #expect(HTTPDate.parse(text, reference: reference) == 784_111_777) }

    @Test(arguments: [
        "", "0", "yesterday", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 EST", "Sun, 31 Feb 2027 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, -6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 99999 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
    ])
    func whatIsNoDateIsNone(text: String) { #expect(HTTPDate.parse(text, reference: reference) == nil) }

    @Test(arguments: [0, 784_111_777, 951_782_400, 4_107_542_400, 253_402_300_799] as [Int64])
    func whatIsWrittenIsReadBack(seconds: Int64) {
        let text = HTTPDate.text(seconds)
        #expect(text.utf8.count == 29)
        #expect(HTTPDate.parse(text, reference: reference) == seconds)
    }

    @Test func theDayOfTheWeekIsRight() { #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT") }
}

@Suite struct RequestPathTests {
    /// S26, S28, S29, S30
    @Test(arguments: [
        ("/", RequestPath.path("/")), ("/js/chat.js", .path("/js/chat.js")), ("/a%20b", .path("/a b")), ("/%D1%8F", .path("/я")),
        ("/dir/", .path("/dir/")),
        ("/.well-known/security.txt", .path("/.well-known/security.txt")), ("/../secret", .unknown), ("/%2e%2e/secret", .unknown),
        ("/.%2e/secret", .unknown), ("/..%2fsecret", .unknown), ("/..%5csecret", .unknown), ("/..%252fsecret", .unknown),
        ("/%%32%65", .malformed),
        ("/w.js%00.png", .malformed), ("/%", .malformed), ("/%1", .malformed), ("/%zz", .malformed), ("/dir%0d%0aX:y", .malformed),
        ("/.env", .unknown),
        ("/.git/config", .unknown), ("/js/config-local.js", .unknown), ("/config%2dlocal.js", .unknown), ("/Config-Local.JS", .unknown),
        ("//w.js", .unknown), ("/./w.js", .unknown), ("/dir/../w.js", .unknown), ("/a/.well-known/x", .unknown),
        ("/.well-known/.x", .unknown),
        ("/%c0%af", .malformed), ("/%ed%a0%80", .malformed), ("/a\\b", .unknown), ("", .malformed), ("x", .malformed), ("/a//b", .unknown),
        ("/a%2Fb", .unknown),
    ])
    func pathsAreDecodedOnceAndNeverPutRight(text: String, expected: RequestPath) { #expect(RequestPath(text[...]) == expected) }
}

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("/js/chat.js", "text/javascript; charset=utf-8"), ("/a.mjs", "text/javascript; charset=utf-8"),
        ("/index.HTML", "text/html; charset=utf-8"),
        ("/a.svg", "image/svg+xml"), ("/a", "application/octet-stream"), ("/a.b/c", "application/octet-stream"),
        ("/x.unknown", "application/octet-stream"),
    ])
    func theEndingDecides(path: String, expected: String) { #expect(MediaType(path: path).field == expected) }
}
