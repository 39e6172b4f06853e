/// Where files come from: the program itself, or a folder. Everything after the look-up is shared.
///
/// Thread-safe; a directory source may read from disk, so the edge calls ``answer(_:now:again:)`` of one whose ``isBlocking`` is true on a thread
/// that may block.
package protocol AssetSource: Sendable {
    /// Twelve hex digits that stand for the content of all files.
    var version: String { get }
    var isBlocking: Bool { get }

    /// The file that a path names exactly as sent, without any decoding; nil sends the request to ``answer(_:now:again:)``.
    ///
    /// The fast way for a GET without conditions and range: take `gzip` where ``AcceptEncoding/prefersGzip(_:)`` says so, else `identity`,
    /// and write its frozen answer.
    func asset(exactly path: String) -> Asset?

    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - again: Called once, on any thread, when a request that got nil is to be asked anew.
    /// - Returns: nil while another request reads the same file from disk; never where ``isBlocking`` is false.
    func answer(_ request: AssetRequest, now: Int64, again: @escaping @Sendable () -> Void) -> AssetAnswer?
}
