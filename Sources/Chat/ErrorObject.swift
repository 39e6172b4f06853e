/// The one shape of an error that a client of `/api/chat` sees (docs/chat-relay.md §1.8).
package struct ErrorObject: Error, Sendable, Equatable {
    /// A sentence for a developer; never a secret, never an upstream address.
    package var message: String
    /// The family, such as `invalid_request_error`.
    package var type: String
    /// The request's field that was wrong, such as `messages[0].role`.
    package var param: String?
    /// The machine-readable reason, such as `unknown_parameter`.
    package var code: String?

    /// An error with the four keys of its JSON.
    package init(message: String, type: String, param: String? = nil, code: String? = nil) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }
}
