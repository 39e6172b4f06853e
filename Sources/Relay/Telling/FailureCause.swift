import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why the upstream gave no answer, in a word of its own for each kind of fault: the operator's key to what has to be mended (R-H3, F-52).
enum FailureCause: String, Sendable, CaseIterable {
    // On the way there.
    case nameNotFound = "name_not_found"
    case refused = "connection_refused"
    case noRoute = "no_route"
    case closed = "connection_closed"
    case timeout
    case unknownAuthority = "unknown_authority"
    case certificateExpired = "certificate_expired"
    case certificateNotYetValid = "certificate_not_yet_valid"
    case certificateName = "certificate_of_another_name"
    case notTLS = "not_tls"
    case tlsFailed = "tls_failed"
    case proxyRefused = "proxy_refused"
    case unreachable
    // In its answer.
    case keyRefused = "key_refused"
    case quota
    case rateLimited = "rate_limited"
    case modelUnknown = "model_unknown"
    case notFound = "not_found"
    case requestRefused = "request_refused"
    case unavailable
    case failing
    case notUnderstood = "answer_not_understood"
    case noCompletion = "no_completion"

    /// What to do about it, in a sentence for the operator.
    var advice: String {
        switch self {
        case .nameNotFound: "the host of upstream.url has no address: check the name, and that this machine can look names up"
        case .refused: "nothing listens at the host and port of upstream.url"
        case .noRoute: "this machine has no way to the host of upstream.url"
        case .closed: "the connection was closed before an answer: check that upstream.url has the right scheme and port"
        case .timeout:
            "the upstream did not answer in time: check the network, or raise timeouts.connectSeconds or timeouts.firstByteSeconds"
        case .unknownAuthority:
            "the certificate is from an authority that is not trusted here: name its file in upstream.caFile or SSL_CERT_FILE"
        case .certificateExpired: "the upstream's certificate has expired: it has to be renewed there; check this machine's clock too"
        case .certificateNotYetValid: "the upstream's certificate is not valid yet: check this machine's clock"
        case .certificateName: "the certificate is for another name than the host of upstream.url"
        case .notTLS: "the upstream does not speak TLS there: check https and the port in upstream.url"
        case .tlsFailed: "the TLS handshake failed"
        case .proxyRefused: "the proxy of HTTPS_PROXY or HTTP_PROXY refused: check its user and password, or add the host to NO_PROXY"
        case .unreachable: "the upstream cannot be reached"
        case .keyRefused: "the upstream refused the key: check OPENAI_API_KEY, upstream.auth and what the account may use"
        case .quota: "the account has no credit left: see the vendor's billing page"
        case .rateLimited: "the vendor's rate limit is reached"
        case .modelUnknown: "the model is not known there: check chat.model"
        case .notFound: "there is nothing at this path: check upstream.url, it often ends in /v1"
        case .requestRefused: "the upstream refused the request: upstream.body can change or leave out the field that it names"
        case .unavailable: "the model is overloaded or being loaded"
        case .failing: "the upstream failed by itself"
        case .notUnderstood: "the answer is neither events nor JSON: check upstream.url, or what stands between"
        case .noCompletion: "the answer is JSON without a completion: check upstream.url, it often ends in /v1"
        }
    }

    /// Reads why no connection could be made. A certificate that was not taken is ``unknownAuthority``: what is wrong with it shows only in itself.
    init(_ error: any Error) {
        switch error {
        case let error as NIOConnectionError:
            self = error.connectionErrors.last.map { FailureCause($0.error) } ?? .nameNotFound
        case is SocketAddressError: self = .nameNotFound
        case let error as IOError: self = FailureCause(errno: error.errnoCode)
        case is ProxyRefusal: self = .proxyRefused
        case is ChannelError: self = .closed
        case let error as NIOSSLExtraError where error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch:
            self = .certificateName
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            let words = String(describing: error)
            if words.contains("CERTIFICATE_VERIFY_FAILED") {
                self = .unknownAuthority
            } else if ["WRONG_VERSION_NUMBER", "HTTP_REQUEST", "INVALID_RECORD", "UNEXPECTED_RECORD"].contains(where: words.contains) {
                self = .notTLS
            } else {
                self = words.contains("uncleanShutdown") || words.contains("EOF") ? .closed : .tlsFailed
            }
        default: self = .unreachable
        }
    }

    private init(errno code: CInt) {
        switch code {
        case ECONNREFUSED: self = .refused
        case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EHOSTDOWN, EADDRNOTAVAIL: self = .noRoute
        case ECONNRESET, EPIPE, ECONNABORTED: self = .closed
        case ETIMEDOUT: self = .timeout
        default: self = .unreachable
        }
    }

    /// What a status and the vendor's words say; nil where nobody but the guest can do something about it.
    init?(status: Int, _ error: VendorError) {
        switch status {
        case 401, 403, 407: self = .keyRefused
        case 402: self = .quota
        case 429 where error.tellsOfQuota: self = .quota
        case 429: self = .rateLimited
        case 400..<500 where error.tellsOfLength || error.tellsOfFilter || status == 413: return nil
        case 400..<500 where error.tellsOfQuota: self = .quota
        case 400..<500 where error.tellsOfKey: self = .keyRefused
        case 400..<500 where error.tellsOfModel: self = .modelUnknown
        case 404, 405, 410: self = .notFound
        case 400..<500: self = .requestRefused
        case 503, 529: self = .unavailable
        default: self = .failing
        }
    }
}

/// A forward proxy that does not lead on.
struct ProxyRefusal: Error, CustomStringConvertible {
    /// Its status, such as 407; nil where its answer is none.
    var status: Int?

    var description: String { status.map { "the proxy answered \($0)" } ?? "the proxy's answer is none of HTTP" }
}
