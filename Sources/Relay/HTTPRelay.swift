import Chat
import NIOCore

/// One event loop's way to an upstream: its settings and its connections.
final class UpstreamRoute {
    let upstream: HTTPUpstream
    let pool: ConnectionPool

    init(_ upstream: HTTPUpstream, eventLoop: any EventLoop) {
        self.upstream = upstream
        pool = ConnectionPool(upstream.dialer, eventLoop: eventLoop)
    }
}

/// One event loop's way to the upstreams.
final class HTTPRelay: Relay {
    let first: UpstreamRoute
    /// The second provider's.
    let second: UpstreamRoute?
    let eventLoop: any EventLoop

    init(upstream: HTTPUpstream, fallback: HTTPUpstream?, eventLoop: any EventLoop) {
        first = UpstreamRoute(upstream, eventLoop: eventLoop)
        second = fallback.map { UpstreamRoute($0, eventLoop: eventLoop) }
        self.eventLoop = eventLoop
    }

    func start(_ request: ChatRequest, requestID: String, guest: any RelayDelegate) -> any RelayExchange {
        let exchange = HTTPExchange(relay: self, request: request, requestID: requestID, guest: guest)
        exchange.begin()
        return exchange
    }

    func closeIdleConnections() {
        first.pool.retire()
        second?.pool.retire()
    }
}
