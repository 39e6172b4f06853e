import NIOCore
import Testing

@testable import Relay

@Suite struct ResponseDecoderTests {
    private func decode(_ text: String, pieces size: Int) throws -> (body: String, complete: Bool, keepsAlive: Bool, status: Int?) {
        var decoder = ResponseDecoder()
        var body = ""
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            if let piece = try decoder.feed(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])) {
                body += String(buffer: piece)
            }
        }
        return (body, decoder.isComplete, decoder.keepsAlive, decoder.head?.status)
    }

    @Test(arguments: [
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: x\r\n\r\n", "hello world",
            true
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello", true),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello", "hello", false),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", "ok", true),
        ("HTTP/1.1 204 No Content\r\n\r\n", "", true),
    ])
    func aBodyComesOutOfItsFramingAtEverySplit(text: String, body: String, keepsAlive: Bool) throws {
        for size in 1...text.utf8.count {
            let result = try decode(text, pieces: size)
            #expect(result.body == body)
            #expect(result.complete)
            #expect(result.keepsAlive == keepsAlive)
        }
    }

    @Test func oneReadOfManyChunksIsOnePiece() throws {
        var decoder = ResponseDecoder()
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + String(repeating: "2\r\nab\r\n", count: 20)
        #expect(try decoder.feed(ByteBuffer(string: text)).map { String(buffer: $0) } == String(repeating: "ab", count: 20))
    }

    /// R-B11, R-B14: what is not HTTP is refused at once.
    @Test(arguments: [
        "<html>", "SSH-2.0-x\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
        "HTTP/1.1 101 x\r\n\r\n",
    ])
    func whatIsNotHTTPIsRefused(text: String) {
        for size in [1, text.utf8.count] { #expect(throws: ResponseDecoder.Failure.self) { try decode(text, pieces: size) } }
    }

    /// R-B2, R-B15: only a body without a length may end with the connection.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\nabc", true), ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc", false),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", false),
    ])
    func anEndInsideTheBodyIsACut(text: String, whole: Bool) throws {
        var decoder = ResponseDecoder()
        _ = try decoder.feed(ByteBuffer(string: text))
        #expect(decoder.close() == whole)
    }
}

@Suite struct RetryPolicyTests {
    /// R-B7, R-B8, R-B9: three attempts, waits of 0.5 s and 1 s, each ± 25 %, at most 4 s in all.
    @Test func waitsGrowAndEnd() {
        var policy = RetryPolicy()
        policy.begin()
        #expect(policy.wait(.init(), jitter: -1) == .milliseconds(375))
        policy.begin()
        #expect(policy.wait(.init(), jitter: 1) == .milliseconds(1250))
        policy.begin()
        #expect(policy.wait(.init(), jitter: 0) == nil)
    }

    /// R-B6, R-B9
    @Test func theUpstreamsWishCountsUpToFourSeconds() {
        var policy = RetryPolicy()
        policy.begin()
        #expect(policy.wait(.init(leastWait: .seconds(7)), jitter: 0) == nil)
        #expect(policy.wait(.init(leastWait: .seconds(1)), jitter: 0) == .seconds(1))
    }

    @Test(arguments: [(429, true), (500, true), (503, true), (529, true), (408, true), (400, false), (401, false), (404, false)])
    func someStatusesAreWorthAnotherTry(status: Int, expected: Bool) {
        #expect(RetryPolicy.isRetryable(status: status, .init()) == expected)
        #expect(!RetryPolicy.isRetryable(status: status, .init(isForbidden: true)))
        #expect(!RetryPolicy.isRetryable(status: status, .init(errorCode: "insufficient_quota")))
    }
}

@Suite struct RetryAfterTests {
    /// R-B6, R-B9: seconds, milliseconds or a date, counted from the answer's own date; what cannot be read is too long.
    @Test(
        arguments: [
            ("Retry-After: 1", .seconds(1)), ("retry-after-ms: 250.5", .microseconds(250_500)), ("Retry-After: soon", nil),
            ("Retry-After: Sun, 06 Nov 1994 08:49:39 GMT", .seconds(2)), ("Retry-After: Sun, 06 Nov 1994 08:49:30 GMT", .zero),
            ("Date: Sun, 06 Nov 1994 08:49:00 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:03 GMT", .seconds(3)),
            ("Retry-After: Sun, 06 Nov 99999999 1:1:1 GMT", .seconds(1_000_000)),
            ("Retry-After: 99999999999999999999", .seconds(1_000_000)),
        ] as [(String, TimeAmount?)])
    func theWishIsRead(fields: String, wait: TimeAmount?) throws {
        var decoder = ResponseDecoder()
        _ = try decoder.feed(ByteBuffer(string: "HTTP/1.1 429 Slow\r\nContent-Length: 0\r\n\(fields)\r\n\r\n"))
        // 784,111,777 is 06 Nov 1994 08:49:37 GMT.
        #expect(RetryAfter.advice(try #require(decoder.head), code: nil, now: 784_111_777).leastWait == wait)
    }
}

@Suite struct RedactorTests {
    /// R-B5, R-F1
    @Test(arguments: [
        "Incorrect API key provided: sk-secret-key-1.", "key sk-abc***xyz is wrong", "(sk-proj-1234)", "sk-secret-key-1sk-secret-key-1",
    ])
    func keysAreTakenOut(text: String) {
        let redacted = Redactor(secrets: [Secret("sk-secret-key-1")]).redact(text)
        #expect(!redacted.contains("sk-"))
        #expect(!redacted.contains("secret-key"))
        #expect(redacted.contains("[redacted]"))
    }

    /// R-F1: keys of other vendors begin with anything, so the key itself is looked for.
    @Test(arguments: ["gsk_4f9a", "d41d8cd98f00b204", "my key", "ключ-1"])
    func aKeyOfAnyFormIsTakenOutByItsValue(key: String) {
        let redacted = Redactor(secrets: [Secret(key)]).redact("the key \(key), \"\(key)\" is wrong")
        #expect(redacted == "the key [redacted], \"[redacted]\" is wrong")
    }

    @Test func ordinaryWordsStay() {
        #expect(Redactor(secrets: [Secret("abcd-key")]).redact("a task-force and desk-top") == "a task-force and desk-top")
    }
}
