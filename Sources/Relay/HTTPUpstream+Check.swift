package import NIOSSL

/// What `bellhop check --online` needs to ask the upstream besides a chat.
extension HTTPUpstream {
    /// Where the upstream is.
    package var address: UpstreamURL { url }

    /// What it was made from.
    package var configuration: UpstreamSettings { settings }

    /// The trusted roots; nil where no TLS is spoken.
    package var tlsContext: NIOSSLContext? { url.isSecure ? dialer.tls : nil }

    /// The header fields that say who asks, with the key: for a request's head only.
    package var credentialFields: [(name: String, value: String)] { Self.credentials(settings, url) }
}

extension ProxyAddress {
    /// Where the proxy is, and whether it is reached over TLS itself.
    package var peer: (host: String, port: Int, isSecure: Bool) { (host, port, isSecure) }

    /// The value of `Proxy-Authorization`.
    package var credentials: Secret? { authorization }
}

extension UpstreamURL {
    /// The path of the API's root: what stands before `/chat/completions`.
    package var root: String {
        let path = target.prefix { $0 != "?" }
        return String(path.dropLast("/chat/completions".count))
    }

    /// Another path below the API's root, with the same query.
    package func sibling(_ path: String) -> String { root + path + target.drop { $0 != "?" } }
}
