import NIOHTTP1
import Testing

@testable import Server

@Suite struct RequestHeadValidationTests {
    private func judged(
        _ method: HTTPMethod = .GET, _ uri: String = "/", version: HTTPVersion = .http1_1, _ fields: [(String, String)] = [("Host", "h")]
    ) -> RequestHeadValidation {
        RequestHeadValidation(HTTPRequestHead(version: version, method: method, uri: uri, headers: HTTPHeaders(fields)))
    }

    @Test(
        "S33, R-H7, F-60 one well-formed Host",
        arguments: [
            ([], 400), ([("Host", "a"), ("Host", "b")], 400), ([("Host", "a b")], 400), ([("Host", "a@b")], 400), ([("Host", "a:80")], nil),
            ([("Host", "[::1]:80")], nil), ([("Host", "")], 400), ([("Host", ":80")], 400), ([("Host", "a:")], nil),
            ([("Host", "a:x")], 400),
            ([("Host", "a:80:80")], 400), ([("Host", "[::1")], 400), ([("Host", "[]")], 400), ([("Host", "[::1]x")], 400),
            ([("Host", "a]")], 400),
        ] as [([(String, String)], Int?)])
    func hosts(fields: [(String, String)], status: Int?) { #expect(judged(.GET, "/", fields).refusal?.status == status) }

    @Test func anOldClientNeedsNoHost() { #expect(judged(.GET, "/", version: .http1_0, []).refusal == nil) }

    @Test(
        "S35 framing that could be read in two ways",
        arguments: [
            ([("Transfer-Encoding", "chunked"), ("Content-Length", "5")], 400), ([("Transfer-Encoding", "chunked, identity")], 400),
            ([("Transfer-Encoding", "gzip, chunked")], 400),
            ([("Transfer-Encoding", "xchunked")], 400), ([("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], 400),
            ([("Transfer-Encoding", "gzip")], 501),
            ([("Transfer-Encoding", "chunked")], nil),
        ] as [([(String, String)], Int?)])
    func framing(fields: [(String, String)], status: Int?) {
        #expect(judged(.POST, "/", [("Host", "h")] + fields).refusal?.status == status)
    }

    @Test("S35 chunks are no part of HTTP/1.0") func oldChunks() {
        #expect(judged(.POST, "/", version: .http1_0, [("Host", "h"), ("Transfer-Encoding", "chunked")]).refusal != nil)
    }

    @Test(
        "S22, S28, S31, S38 targets",
        arguments: [
            ("/a?b", nil), ("/x#/../../secret", 400), ("http://other.example/a?b", nil), ("http://user@h/", 400), ("ftp://h/", 400),
            ("a", 400), ("*", 400),
            ("/" + String(repeating: "a", count: 9000), 414),
        ] as [(String, Int?)])
    func targets(uri: String, status: Int?) { #expect(judged(.GET, uri).refusal?.status == status) }

    @Test func absoluteTargetsReplaceTheHost() {
        let judged = judged(.GET, "http://Other.example:81/a?b")
        #expect((judged.host, judged.path, judged.query) == ("other.example:81", "/a", "?b"))
        #expect(self.judged(.OPTIONS, "*").refusal == nil)
    }

    @Test func spacesBehindAValueAreNoPartOfIt() {
        let loose = HTTPHeaders([("Host", "h \t"), ("X", " "), ("Y", ""), ("Z", "a b")])
        #expect(judged(.GET, "/", [("Host", "h \t")]).hasLooseValue)
        #expect(!judged().hasLooseValue)
        #expect(RequestHeadValidation.trimmed(loose) == HTTPHeaders([("Host", "h"), ("X", ""), ("Y", ""), ("Z", "a b")]))
    }

    @Test("S39, S40 connection and expectation") func connection() {
        #expect(!judged(.GET, "/", [("Host", "h"), ("Connection", "x, Close")]).keepsAlive)
        #expect(!judged(.GET, "/", [("Host", "h"), ("Connection", "x,\tclose\t,y")]).keepsAlive)
        #expect(judged().keepsAlive)
        #expect(!judged(.GET, "/", version: .http1_0, []).keepsAlive)
        #expect(judged(.POST, "/", [("Host", "h"), ("Expect", "100-Continue")]).expectsContinue)
        #expect(judged(.POST, "/", [("Host", "h"), ("Expect", "x")]).refusal?.status == 417)
        #expect(judged(.RAW(value: "FOO"), "/").refusal?.status == 501)
    }
}

@Suite struct OriginJudgementTests {
    @Test(
        "R-E1 who may chat",
        arguments: [
            ([], true, false), ([("Origin", "http://h:8080")], true, false), ([("Origin", "https://hotel.example")], true, true),
            ([("Origin", "https://evil.example")], false, false),
            ([("Origin", "null")], false, false), ([("Sec-Fetch-Site", "cross-site")], false, false),
            ([("Origin", "http://h")], false, false), ([("Origin", "http://h:8080"), ("Origin", "http://h:8080")], false, false),
            ([("Origin", "http://h:8080.evil")], false, false),
        ] as [([(String, String)], Bool, Bool)])
    func origins(fields: [(String, String)], isAllowed: Bool, hasFields: Bool) {
        let validation = OriginJudgement(HTTPHeaders(fields), host: "h:8080", allowed: ["https://hotel.example"])
        #expect(validation.isAllowed == isAllowed)
        #expect(validation.fields.isEmpty != hasFields)
    }

    @Test(arguments: [
        ("abcdefgh", true), ("short", false), ("with space", false), (String(repeating: "a", count: 65), false), ("a.b_c-d9", true),
    ])
    func aRequestsOwnIDIsKeptIfItFits(given: String, kept: Bool) {
        #expect((RequestID.choose(given) == given) == kept)
        #expect(RequestID.choose(nil).count == 22)
    }
}
