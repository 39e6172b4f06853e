import Glibc
package import NIOCore

/// Cuts a byte stream of `text/event-stream` (WHATWG HTML §9.2) after its last whole event and keeps the rest. Incremental and bounded;
/// the bytes themselves are never changed.
package struct EventSplitter {
    /// Longest unfinished event, in bytes.
    package static let limit = 1 << 20

    /// Why a stream cannot go on.
    package enum Failure: Error, Sendable, Equatable {
        /// An event has more than ``limit`` bytes.
        case eventTooLarge
    }

    /// The start of an event whose blank line has not come yet.
    private var tail = ByteBuffer()
    /// Whether the last line has no byte so far.
    private var isAtLineStart = true
    private var lastWasCR = false
    /// Whether that CR was an event's blank line, so that its LF belongs to the event that has gone out.
    private var lastCRWasEnd = false
    /// Whether the line before that CR ended in CR LF.
    private var lastCRFollowsPair = false
    private var lastEndWasPair = false

    /// At the beginning of a stream.
    package init() {}

    /// Bytes that wait for the end of their event.
    package var waitingCount: Int { tail.readableBytes }

    /// Whether the last event went out with the CR of its blank line and, as the stream writes CR LF, an LF is still to come.
    package var expectsLF: Bool { lastWasCR && lastCRWasEnd && lastCRFollowsPair }

    /// Gives what the stream ended with: an event without its blank line, or nothing.
    package mutating func takeTail() -> ByteBuffer {
        defer { tail = ByteBuffer() }
        return tail
    }

    /// Takes bytes as they came.
    /// - Returns: All events that are whole now, with what stands between them; nil where none is.
    package mutating func append(_ bytes: ByteBuffer) throws(Failure) -> ByteBuffer? {
        let end = bytes.withUnsafeReadableBytes { lastEnd(in: $0) }
        guard let end else {
            guard tail.readableBytes + bytes.readableBytes <= Self.limit else { throw .eventTooLarge }
            tail.writeImmutableBuffer(bytes)
            return nil
        }
        var bytes = bytes
        guard bytes.readableBytes - end <= Self.limit, let whole = bytes.readSlice(length: end) else { throw .eventTooLarge }
        guard tail.readableBytes > 0 || bytes.readableBytes > 0 else { return whole }
        var result = whole
        if tail.readableBytes > 0 {
            result = tail
            result.writeImmutableBuffer(whole)
            tail = ByteBuffer()
        }
        if bytes.readableBytes > 0 { tail.writeImmutableBuffer(bytes) }
        return result
    }

    /// Where the last whole event ends. Nearly every read is whole events with LF alone, which shows at its end; else runs over the bytes once,
    /// whatever the split. A line ends in LF, CR or CR LF.
    private mutating func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
        if !lastWasCR, bytes.count >= 2, bytes[bytes.count - 1] == 0x0A, bytes[bytes.count - 2] == 0x0A, let start = bytes.baseAddress,
            memchr(start, 0x0D, bytes.count) == nil
        {
            isAtLineStart = true
            lastEndWasPair = false
            return bytes.count
        }
        var end: Int?
        var isAtLineStart = isAtLineStart
        var lastWasCR = lastWasCR
        for index in bytes.indices {
            switch bytes[index] {
            case 0x0A:
                if lastWasCR {
                    // The second half of CR LF: belongs to the line end before it.
                    lastWasCR = false
                    lastEndWasPair = true
                    if lastCRWasEnd { end = index + 1 }
                    continue
                }
                if isAtLineStart { end = index + 1 }
                isAtLineStart = true
                lastEndWasPair = false
            case 0x0D:
                lastCRWasEnd = isAtLineStart
                lastCRFollowsPair = lastEndWasPair
                lastEndWasPair = false
                if isAtLineStart { end = index + 1 }
                isAtLineStart = true
                lastWasCR = true
            default:
                isAtLineStart = false
                lastWasCR = false
            }
        }
        self.isAtLineStart = isAtLineStart
        self.lastWasCR = lastWasCR
        return end
    }
}
