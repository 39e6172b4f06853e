package import Chat

/// One event loop's way upstream: its connection pool and its running exchanges.
///
/// The edge makes one per event loop and calls it only on that loop.
package protocol Relay: AnyObject {
    /// Begins an exchange.
    /// - Parameters:
    ///   - request: The judged request.
    ///   - requestID: The id for `X-Request-ID`, already checked.
    ///   - guest: Told everything; held strongly until ``RelayDelegate/finished(_:)``. It may be called before this returns.
    func start(_ request: ChatRequest, requestID: String, guest: any RelayDelegate) -> any RelayExchange

    /// Closes idle upstream connections; running exchanges go on.
    func closeIdleConnections()
}
