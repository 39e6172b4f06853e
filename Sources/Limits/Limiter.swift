package import NIOCore

/// Admission of chat requests per client and for the whole server (docs/chat-relay.md §1.7).
///
/// A check and the taking of a place are one step. The futures of the memory store are complete when they are returned.
package protocol Limiter: Sendable {
    /// Takes one request out of the client's bucket.
    /// - Returns: A future that fails with ``LimitRefusal`` (`rate`) where the bucket is empty.
    func admitRequest(from client: ClientKey, on eventLoop: any EventLoop) -> EventLoopFuture<Void>

    /// Takes a stream's place and reserves `tokens` of the day's budget.
    /// - Returns: A ticket to be settled exactly once, or a failure with ``LimitRefusal`` (`concurrency`, `budget`).
    func admitStream(from client: ClientKey, reserving tokens: Int, on eventLoop: any EventLoop) -> EventLoopFuture<LimitTicket>

    /// Gives the stream's place back and replaces the reserve by what was used.
    func settle(_ ticket: LimitTicket, usedTokens: Int, on eventLoop: any EventLoop)

    /// Exchanges the limits; places that are taken stay taken.
    func change(_ limits: LimitSettings)

    /// Clients that the store remembers now, for `bellhop_limiter_clients`.
    var clientCount: Int { get }
}

/// How much one client, and the whole server, may ask for.
package struct LimitSettings: Sendable, Equatable {
    /// Per client; the bucket's size, refilled evenly.
    package var requestsPerMinute: Int
    /// Per client, streamed or not.
    package var concurrentStreams: Int
    /// For the whole server from 00:00 UTC; nil: none.
    package var tokensPerDay: Int?

    /// The defaults are those of docs/settings.md.
    package init(requestsPerMinute: Int = 20, concurrentStreams: Int = 4, tokensPerDay: Int? = nil) {
        self.requestsPerMinute = requestsPerMinute
        self.concurrentStreams = concurrentStreams
        self.tokensPerDay = tokensPerDay
    }
}

/// A place that an admitted stream holds.
package struct LimitTicket: Sendable {
    /// Whose place it is.
    package let client: ClientKey
    /// Tokens taken from the day's budget in advance; 0 or more.
    package let reservedTokens: Int
    /// UTC day number (days since 1970-01-01) on which the reserve was made.
    package let day: Int
    /// The place's name in a shared store; nil where this process keeps it.
    let id: UInt64?

    /// - Parameter id: The place's name in a shared store.
    package init(client: ClientKey, reservedTokens: Int, day: Int, id: UInt64? = nil) {
        self.client = client
        self.reservedTokens = reservedTokens
        self.day = day
        self.id = id
    }
}

/// Who counts as one client: an IPv4 address, or the /64 of an IPv6 one. A Unix socket's peers are one client.
package struct ClientKey: Sendable, Hashable {
    /// The upper half of an IPv6 address; 0xFFFF for an IPv4 one, 0 for the peers of a Unix socket.
    package let high: UInt64
    /// An IPv4 address with a mark above it; 1 for an IPv6 one, whose lower half does not count.
    package let low: UInt64

    /// The client of two words that ``high`` and ``low`` describe.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
