import NIOHTTP1
import Testing

@testable import DevMode

@Suite struct DevAccessTests {
    private func refusal(host: String?, origin: String? = nil, path: String = "/", allowed: Set<String> = []) -> String? {
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path)
        if let host { head.headers.add(name: "Host", value: host) }
        if let origin { head.headers.add(name: "Origin", value: origin) }
        return DevAccess(allowedHosts: allowed).refusal(of: head)
    }

    /// S32
    @Test(arguments: [
        "localhost", "localhost:8080", "LOCALHOST:1", "hotel.localhost:8080", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080", "localhost.",
    ])
    func loopbackNamesPass(host: String) { #expect(refusal(host: host) == nil) }

    /// S32
    @Test(arguments: [
        "evil.example", "localhost.evil.com", "127.0.0.1.evil.com", "127.0.0.256", "", "a b", "xn--localhost", "[x]", "[::1", "192.168.1",
        "0x7f.1",
    ])
    func otherNamesAreRefused(host: String) { #expect(refusal(host: host) != nil) }

    /// S32
    @Test func theRefusalNamesWhatToSet() throws {
        #expect(try #require(refusal(host: "evil.example")).contains("--allowed-host evil.example"))
        #expect(refusal(host: nil) != nil)
    }

    /// F-72: nobody else can point an address at this machine.
    @Test(arguments: ["192.168.1.5:8080", "10.0.0.1", "[fe80::1]:8080", "[2001:db8::5]"])
    func literalAddressesPass(host: String) { #expect(refusal(host: host) == nil) }

    /// F-72
    @Test(arguments: [
        ("box.example", "box.example:8080", true), ("BOX.example", "box.EXAMPLE", true), (".example", "a.b.example", true),
        (".example", "example", true),
        ("box.example", "a.box.example", false), ("box.example", "evilbox.example", false), (".example", "evilexample", false),
    ])
    func namesPassByAllowedHost(allowed: String, host: String, passes: Bool) {
        #expect((refusal(host: host, allowed: [allowed]) == nil) == passes)
    }

    /// S32
    @Test(arguments: [
        ("http://localhost:8080", true), ("https://localhost:8080", true), ("http://evil.example", false), ("null", false),
        ("http://localhost:9090", false), ("http://localhost", false),
    ])
    func developmentPathsWantTheirOwnOrigin(origin: String, passes: Bool) {
        #expect((refusal(host: "localhost:8080", origin: origin, path: "/__dev/events?x=1") == nil) == passes)
        #expect(refusal(host: "localhost:8080", origin: origin, path: "/js/chat.js") == nil)
    }
}
