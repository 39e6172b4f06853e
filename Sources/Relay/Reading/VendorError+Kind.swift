/// What an error is about, as far as vendors agree on it.
extension VendorError {
    /// The status that the error would have had, from its code: an error in a stream or with status 200 has no other.
    var statusByCode: Int { code.flatMap { Int($0) }.flatMap { (400..<600).contains($0) ? $0 : nil } ?? 500 }

    /// The conversation is longer than the model takes: the one error that is the guest's.
    var tellsOfLength: Bool {
        if [code, type].contains(where: { $0.map(Self.lengthCodes.contains) ?? false }) { return true }
        let words = message.lowercased()
        return Self.lengthWords.contains { words.contains($0) }
    }

    /// The account is used up. Only codes count: some vendors call a rate limit a quota in their words.
    var tellsOfQuota: Bool { [code, type].contains { $0.map(Self.quotaCodes.contains) ?? false } }

    /// The key is not taken, also where the status is 400.
    var tellsOfKey: Bool {
        if [code, type].contains(where: { $0.map(["invalid_api_key", "API_KEY_INVALID", "authentication_error"].contains) ?? false }) {
            return true
        }
        let words = message.lowercased()
        return words.contains("api key") && ["not valid", "invalid", "incorrect", "expired"].contains { words.contains($0) }
    }

    /// The model's name is not known there.
    var tellsOfModel: Bool {
        if [code, type].contains(where: { $0.map(["model_not_found", "invalid_model", "DeploymentNotFound"].contains) ?? false }) {
            return true
        }
        let words = message.lowercased()
        return words.contains("model")
            && ["not found", "does not exist", "not exist", "invalid model", "unknown model"].contains { words.contains($0) }
    }

    /// A filter of the vendor's refused what the guest wrote.
    var tellsOfFilter: Bool { code == "content_filter" || code == "content_policy_violation" }

    private static let lengthCodes: Set<String> = [
        "context_length_exceeded", "exceed_context_size_error", "string_above_max_length", "model_context_window_exceeded",
    ]
    private static let lengthWords = [
        "maximum context length", "available context size", "context window", "context length", "prompt is too long", "input is too long",
        "too many tokens", "maximum number of tokens", "reduce the length of the messages",
    ]
    private static let quotaCodes: Set<String> = [
        "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "quota_exceeded", "insufficient_balance",
        "insufficient_credits", "credit_balance_too_low", "payment_required",
    ]
}
