import NIOCore
import NIOPosix
import NIOSSL

/// A failed step in words for an operator.
enum ProbeWords {
    static func of(_ error: any Error) -> String {
        switch error {
        case let failure as NIOConnectionError:
            guard let last = failure.connectionErrors.last else { return "this name cannot be looked up" }
            return of(last.error)
        case let failure as IOError: return strerror(failure.errnoCode)
        case let failure as ChannelError:
            switch failure {
            case .connectTimeout: return "nobody accepted a connection in time"
            case .eof, .ioOnClosedChannel, .alreadyClosed: return "the connection was closed"
            default: return "\(failure)"
            }
        case ProbeConnection.Failure.closed: return "the connection was closed before the answer"
        case ProbeConnection.Failure.tooLarge: return "the answer is too large"
        case is NIOSSLError: return "the TLS handshake failed"
        default: return "\(error)"
        }
    }

    private static func strerror(_ code: CInt) -> String {
        switch code {
        case 111: "nobody listens there (connection refused)"
        case 113, 101: "there is no way there (unreachable)"
        case 110: "nobody accepted a connection in time"
        default: "connection failed (error \(code))"
        }
    }
}
