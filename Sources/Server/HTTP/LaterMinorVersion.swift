import NIOCore

/// Lets a request of HTTP/1.2 to HTTP/1.9 be read as HTTP/1.1, the highest minor version that is known here (RFC 9110 §2.5); the decoder takes 1.0
/// and 1.1 only. Looks at request lines at the front of a read, in as many pieces as they come; one in the middle of a pipeline stays refused.
struct LaterMinorVersion {
    /// How many bytes of ` HTTP/1.` the line ends in so far.
    private var matched = 0
    /// Whether the line's end, or its version, has come.
    private var isOver = false

    private static let version = Array(" HTTP/1.".utf8)

    /// - Parameter isAtStart: Whether the bytes are the first of a head.
    mutating func replace(in bytes: inout ByteBuffer, isAtStart: Bool) {
        if isAtStart { (matched, isOver) = (0, false) }
        guard !isOver else { return }
        var place: Int?
        bytes.withUnsafeReadableBytes { bytes in
            for (index, byte) in bytes.enumerated() {
                if matched == Self.version.count {
                    isOver = true
                    if byte &- UInt8(ascii: "2") < 8 { place = index }
                    return
                }
                // Blank lines before the request line are skipped (RFC 9112 §2.2).
                if byte == UInt8(ascii: "\n"), index > 1 { return isOver = true }
                matched = byte == Self.version[matched] ? matched + 1 : byte == Self.version[0] ? 1 : 0
            }
        }
        if let place { bytes.setInteger(UInt8(ascii: "1"), at: bytes.readerIndex + place) }
    }
}
