/// Which of the fields that we sent a vendor refused, read from its 400 or 422 (docs/providers.md §2). Pure.
struct FieldRefusal: Equatable {
    var fields: Set<RequestDialect.Field>
    /// Whether the refusal is in OpenAI's words, whose models differ in more than one field.
    var isOpenAI: Bool

    /// - Parameter sent: What the request held of the fields that may be refused.
    /// - Returns: nil where the answer names none of them.
    init?(status: Int, _ error: VendorError, sent: Set<RequestDialect.Field>) {
        guard status == 400 || status == 422, !error.tellsOfLength else { return nil }
        let named = ([error.param].compactMap { $0 } + error.locations).compactMap(RequestDialect.Field.init)
        fields = Set(named).intersection(sent)
        if fields.isEmpty { fields = sent.filter { Self.quotes($0.rawValue, in: error.message) } }
        isOpenAI = error.code == "unsupported_value" || error.code == "unsupported_parameter"
        if fields.isEmpty { return nil }
    }

    /// Whether a text names a field in quotes of any kind.
    private static func quotes(_ name: String, in text: String) -> Bool {
        var rest = text[...]
        while let found = rest.firstRange(of: name) {
            let before = rest[..<found.lowerBound].last
            let after = rest[found.upperBound...].first
            if let before, let after, "'\"`‘“«".contains(before), "'\"`’”»".contains(after) { return true }
            rest = rest[found.upperBound...]
        }
        return false
    }
}
