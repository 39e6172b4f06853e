import Testing

@testable import Relay

/// V-16: proxies as curl and the Python clients read them.
@Suite struct ProxySettingsTests {
    @Test(arguments: [
        ("http://proxy:3128", "http://proxy:3128", nil), ("proxy", "http://proxy:1080", nil), ("https://Proxy/", "https://proxy:443", nil),
        ("http://user:p%40ss@10.0.0.1:8080/", "http://<redacted>@10.0.0.1:8080", "Basic dXNlcjpwQHNz"),
        ("user@proxy:1", "http://<redacted>@proxy:1", "Basic dXNlcjo="), ("http://[::1]:3128", "http://[::1]:3128", nil),
    ])
    func aProxyIsRead(text: String, description: String, authorization: String?) throws {
        let proxy = try #require(ProxyAddress(text))
        #expect(proxy.description == description)
        #expect(proxy.authorization?.reveal() == authorization)
    }

    @Test(arguments: ["socks5://p:1080", "http://", "http://p:0", "http://p/path", "http://a b", "http://u%zz@p", "p:port"])
    func whatIsNoProxyIsNone(text: String) { #expect(ProxyAddress(text) == nil) }

    @Test(arguments: [
        ("*", "https://any.example", true), ("", "https://any.example", false),
        ("openai.com", "https://api.openai.com", true), (".openai.com", "https://api.openai.com", true),
        ("openai.com", "https://openai.com", true), (".openai.com", "https://openai.com", true),
        ("*.openai.com", "https://api.openai.com", true), ("openai.com", "https://notopenai.com", false),
        ("API.OpenAI.com.", "https://api.openai.com", true), ("a.example, b.example\tc.example", "http://c.example", true),
        ("127.0.0.1", "http://127.0.0.1:8000", true), ("127.0.0.0/8", "http://127.3.2.1", true), ("10.0.0.0/9", "http://10.128.0.1", false),
        ("::1", "http://[::1]:8000", true), ("[::1]", "http://[::1]:8000", true), ("fd00::/8", "http://[fd12::1]", true),
        ("10.0.0.0/8", "http://[fd12::1]", false), ("localhost:8000", "http://localhost:8000", true),
        ("localhost:8000", "http://localhost:8001", false), ("10.0.0.0/33,x/y", "http://10.0.0.1", false),
    ])
    func exceptionsGoAroundIt(none: String, url: String, isException: Bool) throws {
        let proxy = ProxyAddress("http://proxy:3128")
        let settings = ProxySettings(https: proxy, http: proxy, none: none)
        #expect((settings.proxy(for: try #require(UpstreamURL(url))) == nil) == isException)
    }

    @Test func eachSchemeHasItsOwn() throws {
        let settings = ProxySettings(https: ProxyAddress("s:1"), http: ProxyAddress("p:2"))
        #expect(settings.proxy(for: try #require(UpstreamURL("https://h.example")))?.host == "s")
        #expect(settings.proxy(for: try #require(UpstreamURL("http://h.example")))?.host == "p")
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func base64(text: String, encoded: String) { #expect(Base64.encoded(Array(text.utf8)) == encoded) }
}
