import Glibc

/// The other loopback address of a port. A browser that opens `localhost` may try `[::1]` before `127.0.0.1`, and find another program there.
enum LoopbackTwin {
    /// - Returns: The other address as URLs write it; nil where the host is no loopback address.
    static func of(_ host: String) -> String? {
        switch host {
        case "127.0.0.1", "localhost": "[::1]"
        case "::1": "127.0.0.1"
        default: nil
        }
    }

    /// Whether another program listens there. Tried by binding, so that nobody is bothered.
    static func isTaken(of host: String, port: Int) -> Bool {
        guard let twin = of(host), let number = in_port_t(exactly: port), number > 0 else { return false }
        let isIPv6 = twin == "[::1]"
        let descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        // Connections that have just ended hold the port too, but no new one can reach them.
        var yes: CInt = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        return isIPv6 ? bindIPv6(descriptor, number) : bindIPv4(descriptor, number)
    }

    private static func bindIPv6(_ descriptor: CInt, _ port: in_port_t) -> Bool {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return isInUse(descriptor, &address)
    }

    private static func bindIPv4(_ descriptor: CInt, _ port: in_port_t) -> Bool {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return isInUse(descriptor, &address)
    }

    private static func isInUse<Address>(_ descriptor: CInt, _ address: inout Address) -> Bool {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) < 0 && errno == EADDRINUSE
            }
        }
    }
}
