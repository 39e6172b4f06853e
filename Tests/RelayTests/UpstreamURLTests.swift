import Testing

@testable import Relay

@Suite struct UpstreamURLTests {
    /// V-04, V-05, V-09, V-10: the forms in which vendors name their API.
    @Test(arguments: [
        ("https://api.openai.com/v1", "api.openai.com", 443, "/v1/chat/completions"),
        ("http://127.0.0.1:8000/", "127.0.0.1", 8000, "/chat/completions"),
        ("https://api.deepseek.com", "api.deepseek.com", 443, "/chat/completions"),
        ("HTTP://[::1]:81/a/b/", "::1", 81, "/a/b/chat/completions"),
        ("https://R.openai.azure.com/openai/v1/", "r.openai.azure.com", 443, "/openai/v1/chat/completions"),
        (
            "https://r.openai.azure.com/openai/deployments/D?api-version=2024-10-21", "r.openai.azure.com", 443,
            "/openai/deployments/D/chat/completions?api-version=2024-10-21"
        ),
        ("https://h.example/v1/chat/completions", "h.example", 443, "/v1/chat/completions"),
        ("https://h.example/v1/chat/completions/?a=1&b=/", "h.example", 443, "/v1/chat/completions?a=1&b=/"),
        ("https://h.example?x=1", "h.example", 443, "/chat/completions?x=1"),
    ])
    func aURLIsCutIntoItsParts(text: String, host: String, port: Int, target: String) throws {
        let url = try #require(UpstreamURL(text))
        #expect((url.host, url.port, url.target) == (host, port, target))
    }

    @Test(arguments: [
        "", "ftp://x", "http://", "http://x:0", "http://x:99999", "http://x y", "http://[::1", "x", "https://user:pass@h.example/v1",
        "https://h.example/v1#part", "https://user@h.example", "http://x:", "http://h\\@x/", "https://h.example/\r\nx",
    ])
    func whatIsNoURLIsNone(text: String) { #expect(UpstreamURL(text) == nil) }
}
