import Glibc
import NIOCore
import Testing

@testable import Server

/// What answers go through on their way to a socket: whole, in order, and nothing lost where the socket takes less.
struct OutboxTests {
    /// One connection with an outbox of its own, in a form that expectations can hold.
    private final class Connection: OutboxOwner {
        private var outbox = Outbox()
        var owner: (any OutboxOwner)? { outbox.owner }
        func spill() {}
        func append(_ bytes: ByteBuffer) -> Bool { outbox.append(bytes, of: self) }
        func appendChunk(_ bytes: ByteBuffer) -> Bool { outbox.appendChunk(bytes, of: self) }
        func send(to descriptor: CInt) -> ByteBuffer? { outbox.send(to: descriptor) }
        func takeAll() -> ByteBuffer { outbox.takeAll() }
    }

    private static func bytes(_ count: Int) -> ByteBuffer { ByteBuffer(bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }) }

    /// Two ends of a connection; ours does not block and takes few bytes at once.
    private static func pair() -> (ours: CInt, theirs: CInt) {
        var ends: [CInt] = [0, 0]
        #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_NONBLOCK.rawValue), 0, &ends) == 0)
        var size: CInt = 4608
        setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        return (ends[0], ends[1])
    }

    private static func drain(_ descriptor: CInt) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = recv(descriptor, &piece, piece.count, CInt(MSG_DONTWAIT))
            guard count > 0 else { return all }
            all += piece[..<count]
        }
    }

    @Test(
        "RFC 9112 §7.1: a chunk has its size in hexadecimal digits and its line ends",
        arguments: [1, 9, 10, 15, 16, 255, 256, 4095, 4096, 10_000])
    func chunks(count: Int) {
        let (outbox, body) = (Connection(), Self.bytes(count))
        #expect(outbox.appendChunk(body))
        let wanted = Array("\(String(count, radix: 16))\r\n".utf8) + Array(body.readableBytesView) + Array("\r\n".utf8)
        #expect(Array(outbox.takeAll().readableBytesView) == wanted)
        #expect(Array(ResponseText.chunk(body).readableBytesView) == wanted)
    }

    @Test func whatDoesNotFitIsRefusedWhole() {
        let outbox = Connection()
        let whole = Self.bytes(Outbox.capacity)
        #expect(outbox.appendChunk(whole) == false)
        #expect(outbox.owner == nil)
        #expect(outbox.append(Self.bytes(10)))
        #expect(outbox.append(whole) == false)
        #expect(outbox.takeAll() == Self.bytes(10))
        #expect(outbox.owner == nil)
        #expect(outbox.append(whole))
        #expect(outbox.takeAll() == whole)
    }

    @Test func aHeadAndItsEventsGoOutTogether() {
        let (ours, theirs) = Self.pair()
        defer { for end in [ours, theirs] { close(end) } }
        let outbox = Connection()
        #expect(outbox.append(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\n")))
        #expect(outbox.appendChunk(ByteBuffer(string: "data: a\n\n")))
        #expect(outbox.owner === outbox)
        #expect(outbox.send(to: ours) == nil)
        #expect(outbox.owner == nil)
        #expect(String(decoding: Self.drain(theirs), as: UTF8.self) == "HTTP/1.1 200 OK\r\n\r\n9\r\ndata: a\n\n\r\n")
    }

    @Test("R-B12: what a slow guest's socket does not take is given back, to the byte")
    func slowGuest() {
        let (ours, theirs) = Self.pair()
        defer { for end in [ours, theirs] { close(end) } }
        let outbox = Connection()
        var (wanted, got): ([UInt8], [UInt8]) = ([], [])
        var rest: ByteBuffer?
        for round in 0..<8 where rest == nil {
            let piece = ByteBuffer(repeating: UInt8(round), count: Outbox.capacity - 1)
            wanted += piece.readableBytesView
            #expect(outbox.append(piece))
            rest = outbox.send(to: ours)
        }
        got = Self.drain(theirs) + Array((rest ?? ByteBuffer()).readableBytesView)
        #expect(rest != nil)
        #expect(got == wanted)
    }

    @Test("R-C1: a guest who has gone takes nothing and ends nothing but itself")
    func brokenSocket() {
        let (ours, theirs) = Self.pair()
        close(theirs)
        defer { close(ours) }
        let outbox = Connection()
        #expect(outbox.append(Self.bytes(10)))
        #expect(outbox.send(to: ours) == Self.bytes(10))
        #expect(outbox.owner == nil)
    }
}
