import NIOCore
import NIOPosix
import NIOSSL

/// One event loop's connections to the upstream: as many in use as needed, up to 64 idle ones kept for a minute.
final class ConnectionPool {
    /// How long an idle connection is kept.
    static let idleTime = TimeAmount.seconds(60)
    /// Most idle connections; those of a rush of guests end with it, and their memory (16 KB each) is free again.
    static let idleLimit = 64

    private let url: UpstreamURL
    private let tls: NIOSSLContext?
    let eventLoop: any EventLoop
    private var idle: [(connection: UpstreamConnection, expiry: Scheduled<Void>)] = []

    init(url: UpstreamURL, tls: NIOSSLContext?, eventLoop: any EventLoop) {
        self.url = url
        self.tls = tls
        self.eventLoop = eventLoop
    }

    /// The connection that was used last, if one is open.
    func takeIdle() -> UpstreamConnection? {
        while let last = idle.popLast() {
            last.expiry.cancel()
            last.connection.onIdleClose = nil
            if last.connection.isOpen { return last.connection }
        }
        return nil
    }

    /// Opens a connection; `use` is called once, on the loop, when TLS is ready too. `created` gets it before, to give it up early.
    func open(created: @escaping (UpstreamConnection) -> Void, use: @escaping (Result<UpstreamConnection, any Error>) -> Void) {
        let connection = UpstreamConnection(isSecure: tls != nil)
        connection.onReady = { result in use(result.map { connection }) }
        created(connection)
        let bound = NIOLoopBound(connection, eventLoop: eventLoop)
        let (tls, host) = (tls, url.host)
        // A literal address needs no resolver, whose answer comes from another thread.
        let address = try? SocketAddress(ipAddress: host, port: url.port)
        let isAddress = address != nil
        let bootstrap = ClientBootstrap(group: eventLoop)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.allowRemoteHalfClosure, value: false)
            // The exchange's own timer counts from the name's look-up; this one only keeps the attempt from lasting for ever.
            .connectTimeout(.hours(1))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(bound.value)
                }
            }
        (address.map(bootstrap.connect(to:)) ?? bootstrap.connect(host: host, port: url.port))
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .success(let channel) where bound.value.onReady == nil && bound.value.user == nil && !bound.value.isReady:
                    channel.close(promise: nil)
                case .success: break
                case .failure(let error):
                    let onReady = bound.value.onReady
                    bound.value.onReady = nil
                    onReady?(.failure(error))
                }
            }
    }

    /// Keeps a connection for the next request.
    func giveBack(_ connection: UpstreamConnection) {
        connection.user = nil
        guard connection.isOpen else { return }
        guard idle.count < Self.idleLimit else { return connection.close() }
        connection.pause(false)
        let expiry = eventLoop.assumeIsolated().scheduleTask(in: Self.idleTime) { [weak self] in
            self?.idle.removeAll { $0.connection === connection }
            connection.close()
        }
        connection.onIdleClose = { [weak self] in
            expiry.cancel()
            self?.idle.removeAll { $0.connection === connection }
        }
        idle.append((connection, expiry))
    }

    func closeIdle() {
        let all = idle
        idle = []
        for entry in all {
            entry.expiry.cancel()
            entry.connection.close()
        }
    }
}
