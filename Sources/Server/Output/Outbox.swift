import NIOCore

/// Whose bytes wait in an ``Outbox``.
protocol OutboxOwner: AnyObject {
    /// Another connection needs the outbox: takes the bytes out.
    func spill()
}

/// Where the bytes of an answer wait for their flush: one piece of memory for all connections of an event worker, so that a relayed event needs no
/// buffer of its own. A flush is one system call on the socket; the channel and its queue are not touched, which saves the 1,000 connections of
/// 500 streams about ten cache misses an event (Tests/Bench/RESULTS.md, relay).
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

    /// The same for the first `length` bytes of a prerendered answer, with the current date in its place.
    mutating func append(_ bytes: ByteBuffer, count length: Int, date: [UInt8], at offset: Int, of owner: any OutboxOwner) -> Bool {
        guard length <= Self.capacity - count, offset + date.count <= length else { return false }
        self.owner = owner
        let place = UnsafeMutableRawBufferPointer(rebasing: memory[count...])
        bytes.withUnsafeReadableBytes { place.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(length))) }
        date.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: place[offset...]).copyMemory(from: $0) }
        count += length
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
        let sent = SocketQueue.send(UnsafeRawBufferPointer(rebasing: memory[..<count]), to: descriptor)
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
}
