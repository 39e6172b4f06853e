package import NIOCore

/// A network in CIDR form, such as `10.0.0.0/8` or `fd00::/8`; an address alone stands for itself.
package struct Network: Sendable, Equatable {
    private let bytes: [UInt8]
    private let bits: Int

    /// - Returns: nil where the text is neither an address nor an address with a number of bits that it has.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let bytes = Self.bytes(String(parts[0])) else { return nil }
        self.bytes = bytes
        guard parts.count == 2 else {
            bits = bytes.count * 8
            return
        }
        guard let bits = Int(parts[1]), (0...(bytes.count * 8)).contains(bits) else { return nil }
        self.bits = bits
    }

    func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        for index in 0..<((bits + 7) / 8) {
            let left = bits - index * 8
            let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
            guard address[index] & mask == bytes[index] & mask else { return false }
        }
        return true
    }

    /// 4 or 16 bytes in network order, mapped addresses as 4.
    static func bytes(_ text: String) -> [UInt8]? {
        guard let address = try? SocketAddress(ipAddress: text, port: 0) else { return nil }
        return bytes(address)
    }

    static func bytes(_ address: SocketAddress) -> [UInt8]? {
        // The address stands at byte 4 of sockaddr_in and at byte 8 of sockaddr_in6 (ip(7), ipv6(7)).
        switch address {
        case .v4: return address.withSockAddr { start, _ in Array(UnsafeRawBufferPointer(start: start, count: 8)[4..<8]) }
        case .v6:
            let bytes = address.withSockAddr { start, _ in Array(UnsafeRawBufferPointer(start: start, count: 24)[8..<24]) }
            return bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) ? Array(bytes.suffix(4)) : bytes
        default: return nil
        }
    }
}

/// Finds the client behind proxies (docs/chat-relay.md §1.7).
package struct TrustedProxies: Sendable {
    private let networks: [Network]
    private let trustsUnixPeers: Bool

    /// - Parameter trustsUnixPeers: Whether every peer is a proxy of the operator's own, as behind a Unix socket, whose permissions say who
    ///   may connect (F-50).
    package init(_ networks: [Network], trustsUnixPeers: Bool = false) {
        self.networks = networks
        self.trustsUnixPeers = trustsUnixPeers
    }

    /// - Parameter forwardedFor: The lines of `X-Forwarded-For` joined with commas; counts only from a trusted peer, read from the right up to
    ///   the first address that is not trusted.
    package func client(peer: SocketAddress?, forwardedFor: @autoclosure () -> String) -> ClientKey {
        guard trustsUnixPeers || !networks.isEmpty else { return ClientKey(peer) }
        var client = peer.flatMap(Network.bytes)
        guard client.map(isTrusted) ?? trustsUnixPeers else { return ClientKey(peer) }
        for item in forwardedFor().split(separator: ",").reversed() {
            guard let address = Self.address(item.filter { $0 != " " && $0 != "\t" }) else { break }
            client = address
            if !isTrusted(address) { break }
        }
        return client.map { ClientKey(bytes: $0) } ?? .local
    }

    private func isTrusted(_ address: [UInt8]) -> Bool { networks.contains { $0.contains(address) } }

    /// An address, perhaps in brackets, perhaps with a port.
    private static func address(_ text: String) -> [UInt8]? {
        if let bytes = Network.bytes(text) { return bytes }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            return Network.bytes(String(text[text.index(after: text.startIndex)..<end]))
        }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        return Network.bytes(String(text[..<colon]))
    }
}
