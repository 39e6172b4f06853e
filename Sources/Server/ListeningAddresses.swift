import NIOCore

/// The addresses under which a listener can be reached.
package enum ListeningAddresses {
    /// - Parameter host: As set. `0.0.0.0` and `::` stand for loopback and every address of this machine, loopback first; any other for itself.
    package static func of(_ host: String) -> [String] {
        guard host == "0.0.0.0" || host == "::" else { return [host] }
        var addresses = [host == "::" ? "::1" : "127.0.0.1"]
        // Without the list of devices the server can be reached all the same; only fewer URLs are shown.
        for device in (try? System.enumerateDevices()) ?? [] {
            guard let address = device.address, let text = address.ipAddress, !addresses.contains(text) else { continue }
            switch address {
            case .v4: if !text.hasPrefix("127.") { addresses.append(text) }
            // Link-local addresses need a zone, which no URL of a browser can hold (RFC 6874 is not implemented by any).
            case .v6: if host == "::", text != "::1", !text.lowercased().hasPrefix("fe80:") { addresses.append(text) }
            case .unixDomainSocket: continue
            }
        }
        return addresses
    }
}
