import Logging
import NIOCore

/// What the operator learns of an upstream that gave no answer: the cause, what to do about it, and the vendor's own words without secrets.
extension HTTPUpstream {
    /// The facts that a line has besides its cause.
    struct Circumstances {
        var requestID: String
        var model: String?
        /// The upstream's status, or a proxy's.
        var status: Int?
        var vendorID: String?
        /// The vendor's words, or the fault's; redacted here.
        var words = ""
    }

    /// Writes one line a minute for each cause.
    func warn(_ cause: FailureCause, _ facts: Circumstances) {
        guard let kept = warnings.turn(of: cause.rawValue) else { return }
        var metadata: Logger.Metadata = [
            "cause": "\(cause.rawValue)", "advice": "\(cause.advice)", "upstream.name": "\(name)", "request.id": "\(facts.requestID)",
        ]
        let words = redactor.redact(facts.words)
        if !words.isEmpty { metadata["words"] = "\(words)" }
        if kept > 0 { metadata["repeated"] = .stringConvertible(kept) }
        metadata["chat.model"] = facts.model.map { "\($0)" }
        metadata["upstream.status"] = facts.status.map { .stringConvertible($0) }
        metadata["upstream.request_id"] = facts.vendorID.map { "\($0)" }
        // A key or an account that is refused stops every chat until somebody acts.
        let level: Logger.Level = cause == .keyRefused || cause == .quota ? .error : .warning
        logger.log(level: level, "the upstream gave no answer", metadata: metadata)
    }

    /// Says why no connection could be made; a certificate that was not taken is looked at first.
    func warnUnreachable(_ error: any Error, _ facts: Circumstances, on eventLoop: any EventLoop) {
        var facts = facts
        facts.words = Self.words(of: error)
        facts.status = (error as? ProxyRefusal)?.status
        let cause = FailureCause(error)
        guard cause == .unknownAuthority else { return warn(cause, facts) }
        guard warnings.turn(of: inspection) != nil else { return }
        let told = facts
        CertificateInspection.run(dialer, on: eventLoop) { warn($0, told) }
    }

    /// A fault in the words of the library that met it, without the place in its source.
    private static func words(of error: any Error) -> String {
        let words = String(describing: error)
        return words.firstRange(of: " at /").map { String(words[..<$0.lowerBound]) } ?? words
    }

    /// What makes one look at a certificate like another.
    private var inspection: String { "certificate" }
}
