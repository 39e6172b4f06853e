import Crypto
import FoundationEssentials

/// The signature of a webhook (standardwebhooks.com, "Symmetric signatures"): HMAC-SHA256 over `id.timestamp.body`.
package struct WebhookSignature: Sendable {
    private let key: SymmetricKey

    /// - Parameter secret: `whsec_` and the key in base64.
    /// - Returns: nil where it is no such text, or the key has no byte.
    package init?(secret: String) {
        guard secret.hasPrefix("whsec_"), let key = Data(base64Encoded: String(secret.dropFirst(6))), !key.isEmpty else { return nil }
        self.key = SymmetricKey(data: key)
    }

    /// The value of `webhook-signature`.
    func header(id: String, timestamp: Int64, body: [UInt8]) -> String {
        var signed = Array("\(id).\(timestamp).".utf8)
        signed += body
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: key)
        return "v1," + Data(code).base64EncodedString()
    }
}
