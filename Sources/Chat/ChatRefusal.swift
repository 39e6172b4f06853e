/// A request that is not sent upstream, with the answer it gets.
package struct ChatRefusal: Error, Sendable, Equatable {
    /// 400 in most cases.
    package var status: Int
    package var error: ErrorObject

    package init(status: Int = 400, error: ErrorObject) {
        self.status = status
        self.error = error
    }
}
