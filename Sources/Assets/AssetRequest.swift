/// The facts of a request that decide a file's answer. Field values are as received; several lines of a list field are joined with `, `.
package struct AssetRequest: Sendable {
    package enum Method: Sendable { case get, head, options, other }
    package var method: Method
    /// Path as sent: percent-encoded, without query, beginning with `/`.
    package var path: Substring
    /// The query with its `?`, or empty; only redirects use it.
    package var query: Substring
    package var acceptEncoding: String?
    package var ifMatch: String?
    package var ifNoneMatch: String?
    /// Date fields: nil also where the request had more than one such line.
    package var ifModifiedSince: String?
    package var ifUnmodifiedSince: String?
    package var range: String?
    package var ifRange: String?

    package init(method: Method, path: Substring, query: Substring = "") {
        self.method = method
        self.path = path
        self.query = query
    }
}
