/// A request that is not sent upstream, with the answer it gets.
package struct ChatRefusal: Error, Sendable, Equatable {
    /// 400 in most cases.
    package var status: Int
    /// What the guest's browser is told.
    package var error: ErrorObject

    /// A refusal, 400 unless another status is named.
    package init(status: Int = 400, error: ErrorObject) {
        self.status = status
        self.error = error
    }
}
