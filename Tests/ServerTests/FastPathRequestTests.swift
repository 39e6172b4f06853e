import Testing

@testable import Server

@Suite struct FastPathRequestTests {
    private func found(_ text: String) -> FastPathRequest? { Array(text.utf8).withUnsafeBytes { FastPathRequest($0) } }

    private func text(_ range: Range<Int>, of text: String) -> String { String(decoding: Array(text.utf8)[range], as: UTF8.self) }

    private static let usual = "GET /js/chat.js HTTP/1.1\r\nHost: h:1\r\n"

    @Test func aBrowsersRequest() {
        let request =
            Self.usual + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\r\naccept:*/*\r\nAccept-Encoding: gzip, br\r\n"
            + "Connection: Keep-Alive\r\nConnection-Hint: a\r\nCookie: a=b\r\nSec-Fetch-Mode: cors\r\n\r\n"
        let plain = found(request + "GET / HTTP/1.1\r\n")
        #expect(plain?.length == request.utf8.count)
        #expect(plain.map { text($0.path, of: request) } == "/js/chat.js")
        #expect(plain.map { text($0.acceptEncoding, of: request) } == "gzip, br")
        #expect(found(Self.usual + "\r\n")?.acceptEncoding.isEmpty == true)
        #expect(plain?.saysClose == false)
        #expect(found(Self.usual + "connection: Close\r\n\r\n")?.saysClose == true)
    }

    @Test(
        "S33, S35, S38 whatever could mean something else goes to the decoder",
        arguments: [
            "Range: bytes=0-1", "If-None-Match:", "If-None-Match: x ", "If-None-Match: x\r\nIf-None-Match: y", "if-match: *",
            "If-Modified-Since: x", "If-Unmodified-Since: x", "If-Range: x",
            "Expect: 100-continue", "Upgrade: h2c", "Connection: close, x", "Connection: keep-alive, close", "Content-Length: 0",
            "Transfer-Encoding: chunked", "CONTENT-LENGTH: 5", "Content_Length: 5", "Host: h:1", "Host: i", "Host:",
            "Accept-Encoding: x\r\nAccept-Encoding: y",
            " X: a", "X : a", ": a", "X", "X: a\tb", "X: a\u{0}b", "X: a\rb", "X: a\nb", "X: \u{7f}", "X: é", "X: a\r\n b",
            "X: a\nTransfer-Encoding: chunked", "X: a\rTransfer-Encoding: chunked",
        ])
    func otherFields(field: String) { #expect(found(Self.usual + field + "\r\n\r\n") == nil) }

    @Test(
        arguments: [
            "HEAD /js/chat.js HTTP/1.1", "GET  /js/chat.js HTTP/1.1", "GET\t/js/chat.js HTTP/1.1", "get /js/chat.js HTTP/1.1",
            "GET /js/chat.js HTTP/1.0", "GET /js/chat.js HTTP/2.0", "GET /js/chat.js HTTP/1.10", "GET /js/chat.js",
            "GET /js/%63hat.js HTTP/1.1",
            "GET /a#b HTTP/1.1", "GET /a?b#c HTTP/1.1", "GET /a?\"b HTTP/1.1", "GET http://h:1/a HTTP/1.1", "GET * HTTP/1.1",
            "GET /a HTTP/1.1 ",
            "GET /\u{0} HTTP/1.1",
            "POST /js/chat.js HTTP/1.1", "\r\nGET /js/chat.js HTTP/1.1",
        ])
    func otherRequests(line: String) { #expect(found(line + "\r\nHost: h:1\r\n\r\n") == nil) }

    @Test func aHeadThatIsNotWholeIsLeft() {
        let request = Array((Self.usual + "Accept: */*\r\n\r\n").utf8)
        for length in 0..<request.count { #expect(found(String(decoding: request[..<length], as: UTF8.self)) == nil) }
        #expect(found("GET / HTTP/1.1\r\n\r\n") == nil, "no host")
        #expect(found(Self.usual + "X: " + String(repeating: "a", count: 5000) + "\r\n\r\n") == nil)
        #expect(found(Self.usual + String(repeating: "X: y\r\n", count: 70) + "\r\n") == nil)
    }

    @Test("every byte value in every place is taken only where the decoder would take it") func bytes() {
        let request = Array((Self.usual + "Accept: text/html;q=0.5, */*;q=0.1 and a bit more than a block of them\r\n\r\n").utf8)
        for place in request.indices {
            for value in UInt8.min...UInt8.max where value < 0x20 || value >= 0x7f {
                var changed = request
                guard changed[place] != value else { continue }
                changed[place] = value
                let plain = changed.withUnsafeBytes { FastPathRequest($0) }
                #expect(plain == nil, "\(value) at \(place)")
            }
        }
    }
}
