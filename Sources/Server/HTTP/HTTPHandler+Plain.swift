import NIOCore
import Synchronization

/// Requests that `HeadTimeout` answers before the decoder.
extension HTTPHandler {
    /// Whether nothing stands in the way of a plain request: no answer under way, no drain, and no development, where each has its line.
    var takesPlainRequests: Bool {
        phase == .idle && waiting.isEmpty && parserError == nil && !loop.core.isDraining.load(ordering: .relaxed)
            && loop.core.parts.site == nil
    }

    /// A plain request's answer is written; `isLast`: the client ends the connection with it.
    func answeredPlain(isLast: Bool) {
        hasAnswered = true
        deadline = loop.now + Self.keepAliveTime
        guard isLast else { return }
        forgetRequest()
        (validation.keepsAlive, validation.saysClose) = (false, true)
        endAfterAnswer()
    }
}
