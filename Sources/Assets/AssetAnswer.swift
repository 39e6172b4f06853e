package import NIOCore

/// What a file's answer consists of, before the edge adds `Date` and, where it differs from the default, `Connection`.
package enum AssetAnswer: Sendable {
    /// A whole 200 or a 304, made once with its file.
    case frozen(PrerenderedResponse)
    /// Anything else: 204, 206, 308, 404, 405, 412, 416, or a file that is not kept in memory.
    case composed(ComposedResponse)
}

/// An answer whose HTTP/1.1 bytes were put together once: status line, fields, blank line, body. It lives as long as its file's entry.
package final class PrerenderedResponse: Sendable {
    /// Of the status line, for log and metrics.
    package let status: Int
    /// The whole message, with 29 bytes reserved for the value of `Date` at ``dateOffset``.
    package let message: ByteBuffer
    /// Where in ``message`` the value of `Date` stands, in bytes.
    package let dateOffset: Int
    /// Length of status line, fields and blank line; what HEAD is answered with.
    package let headLength: Int
    /// The same fields without `Date`, lower-case names, for HTTP/2 and for answers that need one more field.
    package let fields: [(name: String, value: String)]

    init(status: Int, message: ByteBuffer, dateOffset: Int, headLength: Int, fields: [(name: String, value: String)]) {
        self.status = status
        self.message = message
        self.dateOffset = dateOffset
        self.headLength = headLength
        self.fields = fields
    }
}

/// An answer put together for one request.
package struct ComposedResponse: Sendable {
    /// What follows the fields.
    package enum Body: Sendable {
        /// No body; `content-length` is in the fields where it belongs there.
        case none
        case bytes(ByteBuffer)
        /// Part of an open file, to be read in pieces by a thread that may block and closed afterwards.
        case file(OpenFile, offset: Int64, length: Int64)
    }
    /// The status code, such as 206.
    package var status: Int
    /// All fields but `date` and `connection`, names in lower case.
    package var fields: [(name: String, value: String)]
    /// What follows the fields; none for HEAD, 204 and 304.
    package var body: Body

    /// An answer with these fields, which the edge completes with `date` and `connection`.
    package init(status: Int, fields: [(name: String, value: String)], body: Body = .none) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
