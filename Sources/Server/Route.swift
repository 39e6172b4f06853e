import Bookings

/// Who answers a request, decided once by its path: dispatch, error answers and metrics all go by it.
///
/// The raw value is the label `route` of `bellhop_http_requests_total`: one of these few, whatever was asked for.
enum Route: String, Sendable, CaseIterable {
    /// A file of the bundle or of `--assets`, also one that does not exist.
    case file
    /// `POST /api/chat` and the name that OpenAI's clients use.
    case chat
    /// `POST /api/bookings`.
    case bookings
    /// `GET /api/hotel`.
    case hotel
    /// `/healthz` and `/readyz`.
    case health
    /// Anything else below `/api/`.
    case api
    /// The target `*` of OPTIONS.
    case server
    /// Paths that exist elsewhere only: the admin listener's `/metrics`, development's `/__dev/`.
    case nowhere
    /// Paths of a ``RequestInterceptor``.
    case interceptor
    /// A request that was refused before anybody looked at its path.
    case refused

    /// - Parameter path: Percent-encoded, without query.
    init(path: Substring) {
        // Most paths are told by their second byte.
        switch path.utf8.dropFirst().first {
        case UInt8(ascii: "a") where path.hasPrefix("/api/"): self = Self.api(path)
        case UInt8(ascii: "h") where path == "/healthz": self = .health
        case UInt8(ascii: "r") where path == "/readyz": self = .health
        case UInt8(ascii: "m") where path == "/metrics": self = .nowhere
        case UInt8(ascii: "_") where path.hasPrefix("/__dev/"): self = .nowhere
        default: self = .file
        }
    }

    private static func api(_ path: Substring) -> Route {
        switch path {
        case "/api/chat", "/api/chat/completions": .chat
        case "/api/bookings": .bookings
        case "/api/hotel": .hotel
        default: .api
        }
    }

    /// The value of `Allow` (RFC 9110 §10.2.1).
    var allow: String {
        switch self {
        case .chat, .bookings: "POST, OPTIONS"
        case .file, .hotel, .health, .api, .server, .nowhere, .interceptor, .refused: "GET, HEAD, OPTIONS"
        }
    }

    /// Most bytes of the request's body, whether it is kept or dropped.
    var bodyLimit: Int { self == .bookings ? BookingRequest.bodyLimit : HTTPHandler.bodyLimit }

    /// Whether the request's body is read whole and kept, at most ``bodyLimit`` bytes of it; that of any other is dropped.
    var takesBody: Bool {
        switch self {
        case .chat, .bookings, .interceptor: true
        case .file, .hotel, .health, .api, .server, .nowhere, .refused: false
        }
    }
}
