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

    @Test func textHoldsNoControlCharacterAndOneLineEnd() {
        let line = LineFormat.text.line(level: .warning, message: "odd \u{1b}[31m", metadata: ["path": "a\nb"], at: time)
        #expect(line.hasSuffix("warning: odd \u{FFFD}[31m path=a\u{FFFD}b\n"))
        #expect(line.unicodeScalars.filter { $0.value < 0x20 }.count == 1)
    }
}
