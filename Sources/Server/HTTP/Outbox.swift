import Glibc
import NIOCore

/// Whose bytes wait in an ``Outbox``.
protocol OutboxOwner: AnyObject {
    /// Another connection needs the outbox: takes the bytes out.
    func spill()
}

/// Where the bytes of an answer wait for their flush: one piece of memory for all connections of an event loop, so that a relayed event needs no
/// buffer of its own. A flush is one system call on the socket; the channel and its queue are not touched, which saves the 1,000 connections of
/// 500 streams about ten cache misses an event (design.md, "Straight to the socket").
struct Outbox: ~Copyable {
    /// In bytes; whoever has more to write gives it to the channel.
    static let capacity = 16 << 10

    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    private var count = 0
    /// Whose bytes wait here.
    private(set) var owner: (any OutboxOwner)?

    deinit { memory.deallocate() }

    /// Takes bytes behind those that wait; they must be the same connection's.
    /// - Returns: False, and nothing taken, where there is no room.
    mutating func append(_ bytes: ByteBuffer, of owner: any OutboxOwner) -> Bool {
        guard bytes.readableBytes <= Self.capacity - count else { return false }
        self.owner = owner
        append(bytes)
        return true
    }

    /// The same for one chunk of a chunked body (RFC 9112 §7.1).
    mutating func appendChunk(_ bytes: ByteBuffer, of owner: any OutboxOwner) -> Bool {
        guard bytes.readableBytes <= Self.capacity - count - ResponseText.chunkFraming else { return false }
        self.owner = owner
        count += ResponseText.writeChunkSize(bytes.readableBytes, to: UnsafeMutableRawBufferPointer(rebasing: memory[count...]))
        append(bytes)
        memory[count] = 0x0D
        memory[count + 1] = 0x0A
        count += 2
        return true
    }

    private mutating func append(_ bytes: ByteBuffer) {
        bytes.withUnsafeReadableBytes { UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: $0) }
        count += bytes.readableBytes
    }

    /// Sends what waits.
    /// - Returns: What the socket did not take.
    mutating func send(to descriptor: CInt) -> ByteBuffer? {
        let sent = Self.send(UnsafeRawBufferPointer(rebasing: memory[..<count]), to: descriptor)
        guard sent < count else {
            clear()
            return nil
        }
        return takeAll(from: sent)
    }

    /// Takes out what waits, from an offset on.
    mutating func takeAll(from offset: Int = 0) -> ByteBuffer {
        let rest = ByteBuffer(bytes: memory[offset..<count])
        clear()
        return rest
    }

    private mutating func clear() {
        count = 0
        owner = nil
    }

    /// The channel's socket. NIO's own way to it, `withUnsafeTransportIfAvailable`, looks for a protocol bound to a type, which costs 3 µs a connection.
    static func descriptor(of channel: any Channel) -> CInt? {
        func handle(_ core: some NIOTransportAccessibleChannelCore) -> CInt? { try? core.withUnsafeTransport { $0 as? CInt } }
        return (channel as? any NIOTransportAccessibleChannelCore).flatMap { handle($0) }
    }

    /// - Returns: How many bytes the socket took: none where it is full, or broken, which the channel finds out by itself.
    static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Int {
        max(0, Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL)))
    }
}
