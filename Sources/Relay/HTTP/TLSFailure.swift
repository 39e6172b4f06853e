import NIOSSL

/// Whether a connection failed in TLS: the same certificate would be refused again, so it is not tried again.
enum TLSFailure {
    static func isOne(_ error: any Error) -> Bool { error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError }
}
