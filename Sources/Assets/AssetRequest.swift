/// The facts of a request that decide a file's answer. Field values are as received; several lines of a list field are joined with `, `.
package struct AssetRequest: Sendable {
    /// Methods as far as files differ by them; `other` is answered with 405.
    package enum Method: Sendable { case get, head, options, other }
    /// The request's method.
    package var method: Method
    /// Path as sent: percent-encoded, without query, beginning with `/`.
    package var path: Substring
    /// The query with its `?`, or empty; only redirects use it.
    package var query: Substring
    /// `Accept-Encoding` (RFC 9110 §12.5.3); nil where there is none.
    package var acceptEncoding: String?
    /// `If-Match` (RFC 9110 §13.1.1).
    package var ifMatch: String?
    /// `If-None-Match` (RFC 9110 §13.1.2).
    package var ifNoneMatch: String?
    /// Date fields: nil also where the request had more than one such line.
    package var ifModifiedSince: String?
    /// `If-Unmodified-Since` (RFC 9110 §13.1.4).
    package var ifUnmodifiedSince: String?
    /// `Range` (RFC 9110 §14.2).
    package var range: String?
    /// `If-Range` (RFC 9110 §13.1.5).
    package var ifRange: String?

    /// A request without conditions.
    package init(method: Method, path: Substring, query: Substring = "") {
        self.method = method
        self.path = path
        self.query = query
    }
}
