import Glibc
import Logging
import Testing

@testable import bellhop

@Suite struct LineFormatTests {
    private let time = timespec(tv_sec: 1_768_469_400, tv_nsec: 125_000_000)

    @Test func jsonKeepsNumbersAndEscapesText() {
        let metadata: Logger.Metadata = [
            "http.status": .stringConvertible(200), "duration_ms": .stringConvertible(1.5), "http.path": "/a\"b\n\u{2028}",
            "chat.stream": .stringConvertible(true),
        ]
        let line = LineFormat.json.line(level: .info, message: "request", metadata: metadata, at: time)
        #expect(
            line == """
                {"time":"2026-01-15T09:30:00.125Z","level":"info","message":"request","chat.stream":true,"duration_ms":1.5,\
                "http.path":"/a\\"b\\n\\u2028","http.status":200}

                """)
    }

    @Test func textTellsARequestInWords() {
        let facts: Logger.Metadata = [
            "http.method": "POST", "http.path": "/api/chat", "http.status": .stringConvertible(200),
            "duration_ms": .stringConvertible(1834.2), "first_byte_ms": .stringConvertible(34.2), "events": .stringConvertible(54),
            "outcome": "completed", "request.id": "r1",
            "attempts": .stringConvertible(2), "pings": .stringConvertible(0),
        ]
        let line = LineFormat.text.line(level: .info, message: "request", metadata: facts, at: time)
        #expect(
            line.hasSuffix(" POST /api/chat 200 1.8 s, first token 34.2 ms, 54 events, 30.0 tokens/s attempts=2 request.id=r1\n"))
        let file: Logger.Metadata = [
            "http.method": "GET", "http.path": "/a\u{1b}", "http.status": .stringConvertible(304), "duration_ms": .stringConvertible(0.4),
        ]
        #expect(LineFormat.text.line(level: .info, message: "request", metadata: file, at: time).hasSuffix(" GET /a\u{FFFD} 304 0.4 ms\n"))
    }

    @Test func textHoldsNoControlCharacterAndOneLineEnd() {
        let line = LineFormat.text.line(level: .warning, message: "odd \u{1b}[31m", metadata: ["path": "a\nb"], at: time)
        #expect(line.hasSuffix("warning: odd \u{FFFD}[31m path=a\u{FFFD}b\n"))
        #expect(line.unicodeScalars.filter { $0.value < 0x20 }.count == 1)
    }
}
