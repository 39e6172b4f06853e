import NIOCore
import NIOEmbedded
import NIOSSL
import Testing

@testable import Server

/// F-59: the protocols that a hello offers (RFC 7301), from hellos that NIOSSL's own client writes, whole and a byte at a time.
@Suite struct ClientHelloTests {
    private static func hello(_ protocols: [String]) throws -> [UInt8] {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = protocols
        configuration.certificateVerification = .none
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(
            NIOSSLClientHandler(context: NIOSSLContext(configuration: configuration), serverHostname: "hotel.example"))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
        let bytes = try #require(try channel.readOutbound(as: ByteBuffer.self))
        return Array(bytes.readableBytesView)
    }

    /// The same message in records of a few bytes each.
    private static func split(_ hello: [UInt8], _ size: Int) -> [UInt8] {
        let message = hello.dropFirst(5)
        return stride(from: message.startIndex, to: message.endIndex, by: size).flatMap { start -> [UInt8] in
            let piece = message[start..<min(message.endIndex, start + size)]
            return [22, 3, 1, UInt8(piece.count >> 8), UInt8(piece.count & 0xFF)] + piece
        }
    }

    @Test(arguments: [["h2", "http/1.1"], ["imap"], []], [0, 1, 7])
    func theNamesAreRead(protocols: [String], record: Int) throws {
        let whole = try Self.hello(protocols)
        let bytes = record == 0 ? whole : Self.split(whole, record)
        let expected: [[UInt8]]? = protocols.isEmpty ? nil : protocols.map { Array($0.utf8) }
        #expect(ClientHello.read(ByteBuffer(bytes: bytes)) == .offers(expected))
        // Each prefix is read from its start, so that all of the smallest records' would take minutes.
        for length in stride(from: 0, to: bytes.count, by: record == 1 ? 97 : 1) {
            #expect(ClientHello.read(ByteBuffer(bytes: bytes.prefix(length))) == .incomplete, "\(length)")
        }
    }

    @Test(arguments: [
        "GET / HTTP/1.1\r\n", "\u{16}\u{3}\u{1}\0\0", "\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}", "\u{16}\u{3}\u{1}\0\u{4}\u{2}\0\0\0",
    ])
    func whatIsNoHello(text: String) { #expect(ClientHello.read(ByteBuffer(string: text)) == .malformed) }

    @Test func noByteThatIsWrongCrashes() throws {
        let bytes = try Self.hello(["h2"])
        for index in bytes.indices {
            for value in [0, 1, 0x7F, 0xFF] as [UInt8] {
                var broken = bytes
                broken[index] = value
                _ = ClientHello.read(ByteBuffer(bytes: broken))
            }
        }
    }

    @Test(arguments: [50, 10_000])
    func aClientWithoutACommonProtocolGetsTheAlert(step: Int) throws {
        let channel = EmbeddedChannel(handler: TLSAlerts(protocols: ["h2", "http/1.1"]))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
        let bytes = try Self.hello(["imap", "h3"])
        for start in stride(from: 0, to: bytes.count, by: step) {
            try channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(bytes.count, start + step)]))
        }
        #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(bytes: TLSAlerts.noApplicationProtocol))
        #expect(!channel.isActive)
    }

    @Test(arguments: [["http/1.1"], []], [1, 10_000])
    func anyOtherPassesUnchanged(protocols: [String], step: Int) throws {
        let channel = EmbeddedChannel(handler: TLSAlerts(protocols: ["h2", "http/1.1"]))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 9)).wait()
        let bytes = try Self.hello(protocols) + [1, 2, 3]
        for start in stride(from: 0, to: bytes.count, by: step) {
            try channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(bytes.count, start + step)]))
        }
        var passed: [UInt8] = []
        while let piece = try channel.readInbound(as: ByteBuffer.self) { passed += Array(piece.readableBytesView) }
        #expect(passed == bytes && channel.isActive)
    }
}
