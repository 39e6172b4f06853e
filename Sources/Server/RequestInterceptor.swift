package import NIOCore
package import NIOHTTP1

/// Paths of their own beside the product's, served by the same edge: development mode's `/__dev/…`.
///
/// Called on the connection's event loop; it must not block.
package protocol RequestInterceptor: AnyObject, Sendable {
    /// Judges every request before it is routed (`Host`, `Origin`): the answer to send instead, or nil to go on.
    func refusal(of head: HTTPRequestHead) -> SiteAnswer?

    /// Whether a path (percent-encoded, without query) belongs to the extension.
    func owns(_ path: Substring) -> Bool

    /// Answers a request whose path it owns. The body is whole, at most 64 KiB.
    func serve(_ head: HTTPRequestHead, body: ByteBuffer, to stream: any SiteStream)
}

/// A whole answer of an extension.
package struct SiteAnswer: Sendable {
    /// The status code.
    package var status: Int
    /// Without `Content-Length` and `Date`, which the edge adds.
    package var headers: HTTPHeaders
    /// Whole.
    package var body: ByteBuffer

    /// A whole answer of an extension.
    package init(status: Int, headers: HTTPHeaders = [:], body: ByteBuffer = ByteBuffer()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// One answer in the making. All calls on ``eventLoop``; calls after the end or after the client left do nothing.
package protocol SiteStream: AnyObject {
    var eventLoop: any EventLoop { get }
    /// Sends a whole answer with its `Content-Length`.
    func answer(_ answer: SiteAnswer)
    /// Begins an answer of unknown length; each ``send(_:)`` is written and flushed as one piece.
    func begin(status: Int, headers: HTTPHeaders)
    func send(_ bytes: ByteBuffer)
    func end()
    /// Breaks the connection in the middle of the answer.
    func abort()
    /// Calls back once when the client has left before the end.
    func whenClosed(_ action: @escaping () -> Void)
}
