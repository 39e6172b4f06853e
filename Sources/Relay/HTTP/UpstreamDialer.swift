import NIOCore
import NIOPosix
import NIOSSL

/// Opens channels to an upstream: straight or by a proxy, plain or with TLS.
struct UpstreamDialer: Sendable {
    /// Judges the certificates that the upstream shows.
    typealias Verification = @Sendable ([NIOSSLCertificate], EventLoopPromise<NIOSSLVerificationResult>) -> Void

    let url: UpstreamURL
    /// Set where the upstream or the proxy speaks TLS.
    let tls: NIOSSLContext?
    /// The proxy on the way; nil: there is none.
    let proxy: ProxyAddress?

    /// - Parameters:
    ///   - verify: Judges the upstream's certificates in place of the usual way.
    ///   - prepare: Adds the handlers that come last, which see the upstream's own bytes.
    func dial(
        on eventLoop: any EventLoop, verify: Verification? = nil, prepare: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let (host, port) = proxy.map { ($0.host, $0.port) } ?? (url.host, url.port)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: false)
            // The exchange's own timer counts from the name's look-up; this one only keeps the attempt from lasting for ever.
            .connectTimeout(.hours(1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try addHandlers(channel.pipeline.syncOperations, verify)
                    try prepare(channel)
                }
            }
        // A literal address needs no resolver, whose answer comes from another thread.
        let address = try? SocketAddress(ipAddress: host, port: port)
        return address.map(bootstrap.connect(to:)) ?? bootstrap.connect(host: host, port: port)
    }

    private func addHandlers(_ pipeline: ChannelPipeline.SynchronousOperations, _ verify: Verification?) throws {
        guard let tls else { return }
        if let proxy, proxy.isSecure { try pipeline.addHandler(Self.tlsHandler(tls, host: proxy.host)) }
        guard url.isSecure else { return }
        guard let proxy else { return try pipeline.addHandler(Self.tlsHandler(tls, host: url.host, verify)) }
        let connect = ProxyConnectHandler(target: url.authority, authorizationField: proxy.authorizationField) { [url] context in
            try context.pipeline.syncOperations.addHandler(
                Self.tlsHandler(tls, host: url.host, verify), position: .after(context.handler))
        }
        try pipeline.addHandler(connect)
    }

    private static func tlsHandler(
        _ context: NIOSSLContext, host: String, _ verify: Verification? = nil
    ) throws -> NIOSSLClientHandler {
        // A literal address is no name that TLS could ask for.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let name = isAddress ? nil : host
        guard let verify else { return try NIOSSLClientHandler(context: context, serverHostname: name) }
        return try NIOSSLClientHandler(context: context, serverHostname: name, customVerificationCallback: verify)
    }
}
