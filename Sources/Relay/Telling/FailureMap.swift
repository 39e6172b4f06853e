import Chat

/// What the guest is told of each thing that goes wrong (docs/chat-relay.md §1.8). Pure.
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

    /// What a client is told of an error status.
    ///
    /// The vendor's words are not for guests: they cannot act on them, and they name accounts. Only a conversation that is too long, and what a
    /// filter refused, is theirs; all else is between the hotel and its vendor (docs/http-interface.md §2).
    static func error(status: Int, _ theirs: VendorError, redactor: Redactor) -> (status: Int, error: ErrorObject, outcome: Outcome) {
        func told(_ status: Int, _ code: String, _ message: String, type: String = "upstream_error") -> (Int, ErrorObject, Outcome) {
            (status, ErrorObject(message: message, type: type, code: code), .upstreamError)
        }
        let code = word(theirs.code, redactor)
        let type = word(theirs.type, redactor) ?? "upstream_error"
        switch FailureCause(status: status, theirs) {
        case nil where theirs.tellsOfFilter:
            return told(400, "content_filter", "The model's service does not answer this message.", type: "invalid_request_error")
        case nil:
            var answer = told(
                400, "context_length_exceeded", "The conversation is too long for the model.",
                type: theirs.code == "context_length_exceeded" ? type : "invalid_request_error")
            answer.1.param = "messages"
            return answer
        case .keyRefused:
            var answer = told(502, "upstream_auth_error", "The model's service refused the server's credentials.")
            answer.2 = .upstreamAuthError
            return answer
        case .quota: return told(503, "upstream_quota", "The model's service is temporarily unavailable.")
        case .rateLimited:
            return told(429, code ?? "rate_limit_exceeded", "The model's service has too much to do; try again later.", type: type)
        default:
            switch status {
            case 503, 529: return told(503, code ?? "upstream_error", "The model's service is overloaded; try again later.", type: type)
            case 504: return told(504, code ?? "upstream_error", "The model's service took too long.", type: type)
            case 500...: return told(502, code ?? "upstream_error", "The model's service failed.", type: type)
            default: return told(502, "upstream_error", "The model's service is not available now.")
            }
        }
    }

    /// A vendor's word for a machine, such as `rate_limit_exceeded`, where it is one and holds no secret.
    private static func word(_ text: String?, _ redactor: Redactor) -> String? {
        guard let text, (1...64).contains(text.utf8.count), redactor.redact(text) == text else { return nil }
        let isWord = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "_-.".utf8.contains(byte)
            }
        }
        return isWord ? text : nil
    }
}
