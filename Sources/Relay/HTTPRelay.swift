import Chat
import NIOCore

/// One event loop's way to an upstream: its settings and its connections.
final class UpstreamRoute {
    let upstream: HTTPUpstream
    let pool: ConnectionPool
    /// The beginning of the last request's body: nearly every request has the same.
    private var known: (key: BodyKey, beginning: ByteBuffer)?

    /// What the beginning of a body depends on.
    private struct BodyKey: Equatable {
        var model: String
        var maxTokens: Int
        var temperature: Double?
        var stream: Bool
        var includeUsage: Bool
        var dialect: RequestDialect
    }

    init(_ upstream: HTTPUpstream, eventLoop: any EventLoop) {
        self.upstream = upstream
        pool = ConnectionPool(upstream.dialer, eventLoop: eventLoop)
    }

    /// A request's body up to its messages.
    func bodyBeginning(_ request: ChatRequest, model: String, dialect: RequestDialect) -> ByteBuffer {
        let key = BodyKey(
            model: model, maxTokens: request.maxTokens, temperature: request.temperature, stream: request.stream,
            includeUsage: request.includeUsage, dialect: dialect)
        if let known, known.key == key { return known.beginning }
        let beginning = RequestBody.beginning(request, model: model, dialect: dialect, patch: upstream.settings.body)
        known = (key, beginning)
        return beginning
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
