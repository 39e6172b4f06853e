/// Addresses of mail, as far as headers may hold them.
package enum MailAddress {
    /// Whether a text looks like an address: one `@` with something on both sides, a dot-free or dotted host, no blank, no mark that has a
    /// meaning in a header (RFC 5322 §3.2.3).
    static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".") }) else { return false }
        return !text.contains("..")
            && text.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                    && !"()<>[]:;,\\\"".unicodeScalars.contains(scalar)
            }
    }

    /// Whether every mail program takes the address in a header: beyond ASCII needs SMTPUTF8 on the whole way (RFC 6531).
    package static func isPlain(_ text: String) -> Bool { text.utf8.allSatisfy { $0 < 0x80 } && isAddress(text) }
}
