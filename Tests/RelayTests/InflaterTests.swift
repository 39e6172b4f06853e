import CZlib
import NIOCore
import Testing

@testable import Relay

/// V-15: an answer that is coded although nobody asked for it.
@Suite struct InflaterTests {
    /// - Parameter windowBits: 15 for deflate's own head, 31 for gzip's.
    private func coded(_ content: [UInt8], windowBits: CInt) -> [UInt8] {
        var stream = z_stream()
        deflateInit2_(&stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var input = content
        var output = [UInt8](repeating: 0, count: content.count + 128)
        input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, uInt(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, uInt(output.count))
                _ = deflate(&stream, Z_FINISH)
            }
        }
        return Array(output[..<Int(stream.total_out)])
    }

    @Test(arguments: [("gzip", 31), ("x-gzip", 31), ("GZIP", 31), ("deflate", 15)], [1, 13, 1 << 20])
    func itIsUnpackedHoweverItIsCut(kind: (String, Int), size: Int) throws {
        let content = Array(String(repeating: "data: {\"choices\":[]}\n\n", count: 9000).utf8)
        let bytes = coded(content, windowBits: CInt(kind.1))
        let inflater = try #require(Inflater(coding: kind.0))
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let piece = ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])
            if let unpacked = try inflater.feed(piece) { result += unpacked.readableBytesView }
        }
        #expect(result == content && inflater.isComplete)
        #expect(try inflater.feed(ByteBuffer(string: "more")) == nil)
    }

    @Test(arguments: ["br", "zstd", "gzip, br", "compress"])
    func anotherCodingIsNotKnown(coding: String) { #expect(Inflater(coding: coding) == nil) }

    @Test func whatIsNotCodedIsMalformed() throws {
        let inflater = try #require(Inflater(coding: "gzip"))
        #expect(throws: Inflater.Failure.malformed) { _ = try inflater.feed(ByteBuffer(string: "data: {}\n\n")) }
    }

    @Test func aPieceThatGrowsTooLargeIsRefused() throws {
        let bytes = coded([UInt8](repeating: 0x61, count: Inflater.limit + (1 << 17)), windowBits: 31)
        let inflater = try #require(Inflater(coding: "gzip"))
        #expect(throws: Inflater.Failure.malformed) { _ = try inflater.feed(ByteBuffer(bytes: bytes)) }
    }
}
