import Testing

@testable import OutgoingHTTP

@Suite struct OutgoingURLTests {
    @Test(arguments: [
        ("https://calendar.example/ical/a.ics?s=1", "calendar.example", 443, "/ical/a.ics?s=1"),
        ("HTTPS://Calendar.Example:8443", "calendar.example", 8443, "/"), ("webcal://c.example/x", "c.example", 443, "/x"),
        ("https://c.example?x=1#f", "c.example", 443, "/?x=1"), ("http://127.0.0.1:9/a", "127.0.0.1", 9, "/a"),
        ("http://[::1]:9/a", "::1", 9, "/a"), ("http://localhost/", "localhost", 80, "/"),
    ])
    func addressesAreCutIntoTheirParts(text: String, host: String, port: Int, target: String) throws {
        let url = try #require(OutgoingURL(text))
        #expect(url.host == host && url.port == port && url.target == target)
        #expect(!"\(url)".contains(host))
    }

    @Test(arguments: [
        "http://hotel.example/", "ftp://a/", "https://", "https://user:pass@a.example/", "https://a b/", "https://a:0/", "https://a:x/",
        "http://127.0.0.1.evil.example/", "http://localhost.evil.example/", "https://a\\b/", "//a/", "http://[::2]/",
    ])
    func othersAreNone(text: String) { #expect(OutgoingURL(text) == nil) }

    @Test(arguments: [
        ("https://b.example/c", "b.example/c"), ("/c?d", "a.example/c?d"), ("//b.example/c", "b.example/c"), ("c", "a.example/x/c"),
        ("http://b.example/c", nil), ("javascript:1", "a.example/x/javascript:1"),
    ])
    func aLocationIsResolved(location: String, expected: String?) {
        let next = OutgoingURL("https://a.example/x/y.ics?t=1")?.following(location)
        #expect(next.map { $0.host + $0.target } == expected)
    }
}
