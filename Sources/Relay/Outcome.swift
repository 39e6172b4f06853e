/// How a request to `/api/chat` ended; the whole list (docs/chat-relay.md §1.9).
package enum Outcome: String, Sendable, CaseIterable {
    case completed
    case clientClosed = "client_closed"
    case clientStalled = "client_stalled"
    case upstreamError = "upstream_error"
    case upstreamAuthError = "upstream_auth_error"
    case upstreamUnreachable = "upstream_unreachable"
    case upstreamProtocolError = "upstream_protocol_error"
    case upstreamTruncated = "upstream_truncated"
    case upstreamTimeoutConnect = "upstream_timeout_connect"
    case upstreamTimeoutFirstByte = "upstream_timeout_first_byte"
    case upstreamTimeoutIdle = "upstream_timeout_idle"
    case upstreamTimeoutTotal = "upstream_timeout_total"
    case rejectedMethod = "rejected_method"
    case rejectedOrigin = "rejected_origin"
    case rejectedType = "rejected_type"
    case rejectedSize = "rejected_size"
    case rejectedTimeout = "rejected_timeout"
    case rejectedSchema = "rejected_schema"
    case rejectedRate = "rejected_rate"
    case rejectedConcurrency = "rejected_concurrency"
    case rejectedBudget = "rejected_budget"
    case shed
    case drainCut = "drain_cut"
    case internalError = "internal_error"
}
