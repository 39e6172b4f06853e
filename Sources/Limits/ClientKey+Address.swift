package import NIOCore

extension ClientKey {
    /// Peers of a Unix socket, all of them one client.
    package static let local = ClientKey(high: 0, low: 0)

    /// The client behind an address: a whole IPv4 address, the /64 of an IPv6 one.
    package init(_ address: SocketAddress?) {
        guard let bytes = address.flatMap(Network.bytes) else {
            self = .local
            return
        }
        self.init(bytes: bytes)
    }

    /// - Parameter bytes: 4 or 16 bytes in network order.
    init(bytes: [UInt8]) {
        if bytes.count == 4 {
            self.init(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        } else if bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
            self.init(v4: bytes.suffix(4).reduce(0) { $0 << 8 | UInt32($1) })
        } else {
            self.init(high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, low: 1)
        }
    }

    private init(v4: UInt32) { self.init(high: 0xFFFF, low: UInt64(v4) | 1 << 40) }
}
