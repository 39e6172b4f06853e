package import NIOCore

/// A request of Bellhop's own: a calendar to read, a webhook to tell.
package struct OutgoingRequest: Sendable {
    /// Methods that are asked with.
    package enum Method: String, Sendable { case get = "GET", post = "POST" }

    /// How it is asked.
    package var method: Method
    /// Whom it is asked of; a secret.
    package var url: OutgoingURL
    /// Names in lower case; `Host`, `Content-Length` and `Connection` are added.
    package var fields: [(String, String)]
    /// Empty for GET.
    package var body: [UInt8]
    /// Most bytes of the answer's body that are taken; with 0 the answer counts as whole with its head.
    package var bodyLimit: Int

    /// A request without a body unless one is given.
    package init(method: Method, url: OutgoingURL, fields: [(String, String)], body: [UInt8] = [], bodyLimit: Int) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.bodyLimit = bodyLimit
    }
}

/// The answer to an ``OutgoingRequest``.
package struct OutgoingResponse: Sendable {
    /// The status code.
    package var status: Int
    /// Names in lower case.
    package var fields: [(name: String, value: String)]
    /// Whole, within the limit that the request set.
    package var body: ByteBuffer

    /// The first value of a field; names are in lower case here.
    package func field(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
}

/// Why there is no answer. Descriptions hold no address.
package enum OutgoingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// No connection: the host's name or the refusal.
    case unreachable(String)
    /// The other side's certificate, or no common version of TLS.
    case badTLS(String)
    case timedOut(seconds: Int)
    /// The body has more bytes than allowed.
    case tooLarge(limit: Int)
    /// The connection ended, or what came is no HTTP.
    case broken

    /// One line for the log, without an address.
    package var description: String {
        switch self {
        case .unreachable(let reason): "no connection: \(reason)"
        case .badTLS(let reason): "no trusted connection: \(reason)"
        case .timedOut(let seconds): "no whole answer within \(seconds) s"
        case .tooLarge(let limit): "the answer has more than \(limit) bytes"
        case .broken: "the connection ended before a whole answer"
        }
    }
}
