import Glibc
import NIOCore

/// What the kernel knows of a socket's way out.
enum SocketQueue {
    /// The channel's socket; nil where it has none. NIO's own way to it, `withUnsafeTransportIfAvailable`, looks for a protocol bound to a type,
    /// which costs 3 µs a connection.
    static func descriptor(of channel: any Channel) -> CInt? {
        func handle(_ core: some NIOTransportAccessibleChannelCore) -> CInt? { try? core.withUnsafeTransport { $0 as? CInt } }
        return (channel as? any NIOTransportAccessibleChannelCore).flatMap { handle($0) }
    }

    /// Bytes that the peer's kernel has not acknowledged (tcp(7), SIOCOUTQ), or on a Unix socket, that the peer has not read; 0 where nobody knows.
    static func unacknowledged(_ descriptor: CInt) -> Int {
        var count: CInt = 0
        guard descriptor >= 0, ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 else { return 0 }
        return Int(count)
    }

    /// Bytes that the peer's kernel has acknowledged since the connection began (tcp(7), TCP_INFO); 0 where nobody knows, as on a Unix socket.
    static func acknowledged(_ descriptor: CInt) -> Int {
        // `tcpi_bytes_acked` of the kernel's structure, which is longer than the C library's.
        let (size, offset) = (128, 120)
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { memory in
            var length = socklen_t(size)
            guard descriptor >= 0, getsockopt(descriptor, CInt(IPPROTO_TCP), TCP_INFO, memory.baseAddress, &length) == 0,
                Int(length) >= size
            else { return 0 }
            return Int(truncatingIfNeeded: memory.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }

    /// - Returns: How many bytes of a file the socket took: none where it is full or broken, or the file shorter.
    static func sendFile(_ file: CInt, at offset: Int64, count: Int, to descriptor: CInt) -> Int {
        var place = off_t(offset)
        return max(0, sendfile(descriptor, file, &place, count))
    }

    /// - Returns: How many bytes the socket took: none where it is full, or broken, which the channel finds out by itself.
    static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: CInt) -> Int {
        max(0, Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL)))
    }
}
