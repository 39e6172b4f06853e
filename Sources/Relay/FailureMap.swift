import Chat
import NIOCore

/// What the guest is told of each thing that goes wrong (relay-scenarios.md, table "Errors"). Pure.
enum FailureMap {
    /// Something that went wrong on our way to the upstream or in its answer.
    enum Reason: Equatable {
        case unreachable, protocolError, eventTooLarge, truncated
        case timeoutConnect, timeoutFirstByte, timeoutIdle, timeoutTotal
        case overloaded, drain, internalError
    }

    static func error(_ reason: Reason) -> (status: Int, error: ErrorObject, outcome: Outcome) {
        func upstream(_ status: Int, _ code: String, _ message: String, _ outcome: Outcome) -> (Int, ErrorObject, Outcome) {
            (status, ErrorObject(message: message, type: "upstream_error", code: code), outcome)
        }
        return switch reason {
        case .unreachable: upstream(502, "upstream_unreachable", "The model's service cannot be reached.", .upstreamUnreachable)
        case .protocolError:
            upstream(
                502, "upstream_protocol_error", "The model's service gave an answer that cannot be understood.", .upstreamProtocolError)
        case .eventTooLarge:
            upstream(502, "upstream_event_too_large", "The model's service sent an event that is too large.", .upstreamProtocolError)
        case .truncated: upstream(502, "upstream_truncated", "The answer was cut off by the model's service.", .upstreamTruncated)
        case .timeoutConnect:
            upstream(504, "upstream_timeout_connect", "The model's service did not accept a connection in time.", .upstreamTimeoutConnect)
        case .timeoutFirstByte:
            upstream(504, "upstream_timeout_first_byte", "The model's service did not begin to answer in time.", .upstreamTimeoutFirstByte)
        case .timeoutIdle:
            upstream(504, "upstream_timeout_idle", "The model's service stopped in the middle of the answer.", .upstreamTimeoutIdle)
        case .timeoutTotal: upstream(504, "upstream_timeout_total", "The answer took too long.", .upstreamTimeoutTotal)
        case .overloaded:
            (503, ErrorObject(message: "The server is busy; try again in a moment.", type: "server_error", code: "overloaded"), .shed)
        case .drain:
            (503, ErrorObject(message: "The server is shutting down.", type: "server_error", code: "server_shutting_down"), .drainCut)
        case .internalError:
            (500, ErrorObject(message: "Something went wrong here.", type: "server_error", code: "internal_error"), .internalError)
        }
    }

    /// An error status of the upstream's.
    static func error(
        status: Int, body: ByteBuffer, redactor: Redactor
    ) -> (status: Int, error: ErrorObject, outcome: Outcome, logged: ErrorObject?) {
        let theirs = ErrorObject(upstreamBody: body).map { redacted($0, by: redactor) }
        switch status {
        case 401, 403, 407:
            let error = ErrorObject(
                message: "The model's service refused the server's credentials.", type: "upstream_error", code: "upstream_auth_error")
            return (502, error, .upstreamAuthError, theirs)
        default:
            let own: Int =
                switch status {
                case 400, 404, 413, 429, 503, 504: status
                case 422: 400
                case 529: 503
                default: 502
                }
            let usual = ErrorObject(message: "The model's service answered with an error.", type: "upstream_error", code: "upstream_error")
            return (own, theirs ?? usual, .upstreamError, theirs)
        }
    }

    static func redacted(_ error: ErrorObject, by redactor: Redactor) -> ErrorObject {
        ErrorObject(
            message: redactor.redact(error.message), type: redactor.redact(error.type), param: error.param.map(redactor.redact),
            code: error.code.map(redactor.redact))
    }
}
