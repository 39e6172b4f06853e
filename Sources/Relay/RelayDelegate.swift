package import Chat
package import NIOCore

/// The guest's side of an exchange: what the relay tells the edge. All calls come on the guest's event loop, in the order
/// `respond` … `send`* … `flush`, or `fail` alone, and always end with exactly one ``finished(_:)``; only ``abort()`` may follow it.
package protocol RelayDelegate: AnyObject {
    /// The upstream's status line is in: status and headers of docs/http-interface.md §3 go out with the next ``flush()``.
    func respond(_ head: RelayHead)

    /// Body bytes to write as one piece. In a stream they are whole events (or a ping).
    func send(_ bytes: ByteBuffer)

    /// Nothing more comes for now: what was written goes out at once, in one system call. ``finished(_:)`` does the same.
    func flush()

    /// Bytes that were sent and that the guest has not taken yet.
    var unsentBytes: Int { get }

    /// Nothing has been sent: answer with this error. Followed by ``finished(_:)``.
    func fail(_ failure: RelayFailure)

    /// Break the connection: the body cannot be completed (a stalled client). Comes after ``finished(_:)``.
    func abort()

    /// The exchange is over: unless it was aborted or the guest left, the body ends cleanly here. All its facts for the log and the metrics.
    func finished(_ record: ExchangeRecord)
}

/// One running exchange, as the edge sees it. All calls on the guest's event loop.
package protocol RelayExchange: AnyObject {
    /// The guest closed, reset or half-closed: cancel everything upstream.
    func guestLeft()
    /// The guest's channel takes bytes again, or does not.
    func guestWritabilityChanged(_ isWritable: Bool)
    /// The drain's time is up: end with `server_shutting_down`.
    func cutForDrain()
}

/// What the guest's status line and headers are made of.
package struct RelayHead: Sendable {
    /// What the upstream answers with.
    package enum Kind: Sendable {
        /// `text/event-stream`, no length.
        case eventStream
        /// The upstream's JSON, whole; `length` bytes follow in one ``RelayDelegate/send(_:)``.
        case json(length: Int)
    }
    /// What the upstream answers with.
    package var kind: Kind

    /// The head of an answer of this kind.
    package init(kind: Kind) { self.kind = kind }
}

/// An answer before the first byte.
package struct RelayFailure: Sendable, Equatable {
    /// Of the answer to the guest.
    package var status: Int
    /// The body of the answer to the guest.
    package var error: ErrorObject
    /// The upstream's or our own `Retry-After` value, already checked to be a delay or a date.
    package var retryAfter: String?
    /// True where retries were used up: sends `X-Should-Retry: false`.
    package var retriesUsedUp: Bool

    /// A failure before the first byte.
    package init(status: Int, error: ErrorObject, retryAfter: String? = nil, retriesUsedUp: Bool = false) {
        self.status = status
        self.error = error
        self.retryAfter = retryAfter
        self.retriesUsedUp = retriesUsedUp
    }
}
