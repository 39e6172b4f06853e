import NIOCore
import Testing

@testable import EventStream

@Suite struct EventSplitterTests {
    private func split(_ text: String, pieces size: Int) throws -> (out: [String], waiting: Int) {
        var splitter = EventSplitter()
        var out: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            if let whole = try splitter.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])) {
                out.append(String(buffer: whole))
            }
        }
        return (out, splitter.waitingCount)
    }

    /// R-A3, R-A4, R-A5, R-B13: whatever the line ends and the split, the bytes stay and only whole events go out.
    @Test(arguments: [
        "data: one\n\ndata: two\n\n", "data: one\r\n\r\ndata: two\r\n\r\n", "data: one\r\rdata: two\r\r", "data: one\r\n\ndata: two\n\r\n",
        ": comment\n\ndata:{}\n\ndata: a\ndata: b\n\n", "\u{FEFF}data: x\u{0}\n\n\n\ndata: y\n\n",
    ])
    func bytesStayTheSameAtEverySplit(text: String) throws {
        for size in 1...text.utf8.count {
            let result = try split(text, pieces: size)
            #expect(result.out.joined() == text, "pieces of \(size)")
            #expect(result.waiting == 0)
        }
    }

    /// R-A5: after CR LF, the CR of a blank line is half of a pair.
    @Test(
        arguments: [
            ("data: a\r\n\r", true), ("data: a\r\n\r\n", false), ("data: a\r\r", false), ("data: a\n\r", false),
            ("data: a\r\n\rdata", false),
        ] as [(String, Bool)])
    func theSecondHalfOfAPairIsExpected(text: String, expected: Bool) throws {
        var splitter = EventSplitter()
        for byte in text.utf8 { _ = try splitter.append(ByteBuffer(bytes: [byte])) }
        #expect(splitter.expectsLF == expected)
    }

    /// R-B2: half an event never goes out.
    @Test func theStartOfAnUnfinishedEventWaits() throws {
        let text = "data: one\n\ndata: half"
        for size in 1...text.utf8.count { #expect(try split(text, pieces: size).out.joined() == "data: one\n\n") }
    }

    /// R-A3
    @Test func twentyEventsInOneReadAreOnePiece() throws {
        let text = String(repeating: "data: x\n\n", count: 20)
        #expect(try split(text, pieces: text.utf8.count).out == [text])
    }

    /// R-B12
    @Test func anEventThatDoesNotEndIsBounded() throws {
        var splitter = EventSplitter()
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
        #expect(throws: EventSplitter.Failure.eventTooLarge) { for _ in 0..<17 { _ = try splitter.append(piece) } }
    }

    @Test(
        arguments: [
            ("data: a\ndata:b\n", "a\nb"), (": only\n", nil), ("event: x\ndata\n", ""), ("\u{FEFF}data: a\r\n", "a"), ("dataset: a\n", nil),
        ] as [(String, String?)])
    func aBlocksDataIsItsLinesJoined(block: String, data: String?) {
        #expect(EventBlock(Array(block.utf8)).data.map { String(decoding: $0, as: UTF8.self) } == data)
    }
}
