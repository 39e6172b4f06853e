import CZlib

/// Compression by zlib in gzip's format (RFC 1952), with a header that holds no time, so that equal content gives equal bytes.
enum Gzip {
    /// - Returns: nil where zlib fails or the result would not be smaller than the content.
    static func compressed(_ content: [UInt8]) -> [UInt8]? {
        guard content.count > 20 else { return nil }
        var stream = z_stream()
        // 15 bits of window, plus 16 for gzip's format; memory level 9; level 9 costs about 1 ms a file, once.
        guard
            deflateInit2_(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
        else { return nil }
        defer { deflateEnd(&stream) }
        var input = content
        var output = [UInt8](repeating: 0, count: content.count)
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = uInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = uInt(output.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard result == Z_STREAM_END, Int(stream.total_out) < content.count else { return nil }
        return Array(output[..<Int(stream.total_out)])
    }
}
