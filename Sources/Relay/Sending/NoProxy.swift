import Glibc

/// The hosts that are reached without a proxy, as curl and the Python clients read `NO_PROXY`: names with everything under them, addresses,
/// networks, each perhaps with a port, or `*` for all.
struct NoProxy: Sendable, Equatable {
    private enum Entry: Sendable, Equatable {
        case all
        /// A name and everything under it; without a leading dot.
        case domain(String, port: Int?)
        case network([UInt8], bits: Int, port: Int?)
    }

    private let entries: [Entry]

    init(_ text: String) {
        entries = text.split { $0 == "," || $0 == " " || $0 == "\t" }.compactMap { item in
            if item == "*" { return .all }
            if let slash = item.firstIndex(of: "/") {
                guard let address = Self.address(String(item[..<slash])), let bits = Int(item[item.index(after: slash)...]),
                    (0...address.count * 8).contains(bits)
                else { return nil }
                return .network(address, bits: bits, port: nil)
            }
            if let address = Self.address(String(item)) { return .network(address, bits: address.count * 8, port: nil) }
            var name = item
            while name.hasPrefix(".") || name.hasPrefix("*.") { name = name.dropFirst() }
            guard let authority = Authority(name) else { return nil }
            if let address = Self.address(authority.host) { return .network(address, bits: address.count * 8, port: authority.port) }
            return .domain(Self.withoutDot(authority.host), port: authority.port)
        }
    }

    /// - Parameter host: A name or an address without brackets, in lower case.
    func contains(host: String, port: Int) -> Bool {
        let address = Self.address(host)
        let name = Self.withoutDot(host)
        return entries.contains { entry in
            switch entry {
            case .all: true
            case .domain(let domain, let only): (only ?? port) == port && (name == domain || name.hasSuffix("." + domain))
            case .network(let network, let bits, let only):
                (only ?? port) == port && address.map { Self.isInside($0, network, bits: bits) } ?? false
            }
        }
    }

    private static func withoutDot(_ name: String) -> String { name.hasSuffix(".") ? String(name.dropLast()) : name }

    private static func isInside(_ address: [UInt8], _ network: [UInt8], bits: Int) -> Bool {
        guard address.count == network.count else { return false }
        return (0..<bits).allSatisfy { bit in (address[bit / 8] ^ network[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0 }
    }

    /// The bytes of a literal address, 4 or 16; nil for a name.
    private static func address(_ text: String) -> [UInt8]? {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, bare, &bytes) == 1 { return Array(bytes[..<4]) }
        return inet_pton(AF_INET6, bare, &bytes) == 1 ? bytes : nil
    }
}
