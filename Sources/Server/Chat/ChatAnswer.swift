import Chat
import Limits
import Relay

/// An error answer to a chat, before anything was sent: the one place where a reason becomes a status.
struct ChatAnswer {
    var status: Int
    var error: ErrorObject
    var outcome: Outcome
    var retryAfter: String?
    var retriesUsedUp = false

    init(
        _ status: Int, _ code: String, _ message: String, _ outcome: Outcome, type: String = "invalid_request_error", retryAfter: Int? = nil
    ) {
        self.status = status
        error = ErrorObject(message: message, type: type, code: code)
        self.outcome = outcome
        self.retryAfter = retryAfter.map(String.init)
    }

    init(_ refusal: ChatRefusal) {
        (status, error, outcome) = (refusal.status, refusal.error, .rejectedSchema)
    }

    init(_ failure: RelayFailure, _ outcome: Outcome) {
        (status, error, self.outcome) = (failure.status, failure.error, outcome)
        retryAfter = failure.retryAfter
        retriesUsedUp = failure.retriesUsedUp
    }

    /// A limiter's refusal; anything else that it throws is a fault of ours.
    init(limit error: any Error) {
        guard let refusal = error as? LimitRefusal else {
            self.init(500, "internal_error", "Something went wrong here.", .internalError, type: "server_error")
            return
        }
        switch refusal.reason {
        case .rate:
            self.init(
                429, "rate_limit_exceeded", "Too many messages; wait a little.", .rejectedRate, type: "rate_limit_error",
                retryAfter: refusal.retryAfterSeconds)
        case .concurrency:
            self.init(
                429, "concurrency_limit_exceeded", "Too many answers at once; wait for one to end.", .rejectedConcurrency,
                type: "rate_limit_error",
                retryAfter: refusal.retryAfterSeconds)
        case .budget:
            self.init(
                429, "budget_exceeded", "The day's budget is used up.", .rejectedBudget, type: "rate_limit_error",
                retryAfter: refusal.retryAfterSeconds)
        }
    }
}
