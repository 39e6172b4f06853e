import CZlib
import NIOCore

/// Unpacks an answer that is coded although `identity` was asked for (V-15): gzip or deflate, piece by piece as it comes.
final class Inflater {
    enum Failure: Error, Equatable {
        /// The bytes are not what the coding's name says, or unpack to more than ``limit``.
        case malformed
    }

    /// Most bytes that one piece may unpack to: as much as a plain answer may have.
    static let limit = 4 << 20
    private static let step = 64 << 10

    /// In one place for good: zlib keeps a pointer to it.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the coding's own end was reached; what follows is ignored.
    private(set) var isComplete = false

    /// - Parameter coding: The value of `Content-Encoding`.
    /// - Returns: nil for a coding that is not known here.
    init?(coding: String) {
        guard ["gzip", "x-gzip", "deflate"].contains(coding.lowercased()) else { return nil }
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window; 32 more let zlib tell gzip's head from its own.
        guard inflateInit2_(stream, 15 + 32, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// - Returns: What the bytes unpack to; nil where that is nothing yet.
    func feed(_ bytes: ByteBuffer) throws(Failure) -> ByteBuffer? {
        guard !isComplete else { return nil }
        var input = Array(bytes.readableBytesView)
        var output = ByteBuffer()
        var isMalformed = false
        input.withUnsafeMutableBufferPointer { input in
            stream.pointee.next_in = input.baseAddress
            stream.pointee.avail_in = uInt(input.count)
            var hasMore = true
            while hasMore, !isMalformed, !isComplete {
                var result = Z_OK
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.step) { space in
                    stream.pointee.next_out = space.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    stream.pointee.avail_out = uInt(space.count)
                    result = inflate(stream, Z_SYNC_FLUSH)
                    hasMore = stream.pointee.avail_out == 0
                    return space.count - Int(stream.pointee.avail_out)
                }
                isComplete = result == Z_STREAM_END
                // Z_BUF_ERROR only says that nothing is left to do.
                isMalformed = result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR || output.readableBytes > Self.limit
            }
        }
        guard !isMalformed else { throw .malformed }
        return output.readableBytes > 0 ? output : nil
    }
}
