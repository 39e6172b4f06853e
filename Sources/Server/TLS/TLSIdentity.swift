import NIOSSL

/// A certificate chain with its key, read from PEM files and found to belong together, and how TLS is spoken with it: as Mozilla's
/// intermediate profile asks (https://wiki.mozilla.org/Security/Server_Side_TLS, version 5.7).
///
/// Sessions are resumed by tickets, whose keys live as long as the identity; BoringSSL makes new ones every two days.
package struct TLSIdentity: Sendable {
    /// Why the pair cannot be used: exit 78 at start, an error line in a reload.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        /// A file that cannot be read, or that does not hold what it should; with the setting that names it.
        case unreadable(setting: String, file: String, expected: String)
        case mismatch(certificate: String, key: String)

        /// Names the setting, the file and what is wrong with it; never a key.
        package var description: String {
            switch self {
            case .unreadable(let setting, let file, let expected): "\(setting): \(file): \(expected) cannot be read from it"
            case .mismatch(let certificate, let key):
                "tls.key: the private key in \(key) does not belong to the first certificate in \(certificate)"
            }
        }
    }

    let context: NIOSSLContext

    /// ALPN names, the preferred first.
    static let protocols = ["h2", "http/1.1"]

    /// ECDHE and AEAD alone; TLS 1.3 has no others. The order is the client's choice, as the profile asks.
    private static let ciphers = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
    ].joined(separator: ":")

    /// - Parameters:
    ///   - certificate: Path of the chain in PEM form, the server's own certificate first.
    ///   - key: Path of its private key in PEM form.
    package init(certificate: String, key: String) throws(Failure) {
        let chain = (try? NIOSSLCertificate.fromPEMFile(certificate)) ?? []
        guard !chain.isEmpty else {
            throw .unreadable(setting: "tls.certificate", file: certificate, expected: "a certificate chain in PEM form")
        }
        guard let privateKey = try? NIOSSLPrivateKey(file: key, format: .pem) else {
            throw .unreadable(setting: "tls.key", file: key, expected: "a private key in PEM form, without a password,")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuites = Self.ciphers
        configuration.curves = [.x25519, .secp256r1, .secp384r1]
        configuration.applicationProtocols = Self.protocols
        // BoringSSL compares the key with the certificate when it is given both; the ciphers above are known to be known.
        guard let context = try? NIOSSLContext(configuration: configuration) else {
            throw .mismatch(certificate: certificate, key: key)
        }
        self.context = context
    }
}
