package import JSON
package import NIOCore

/// Where answers come from over the network, what is sent there besides the chat, and for how long the relay waits.
package struct UpstreamSettings: Sendable {
    /// How the key is sent.
    package enum Auth: String, Sendable {
        /// `api-key` where the URL's path names an Azure deployment, else Bearer.
        case automatic = "auto"
        case bearer
        case apiKey = "api-key"
    }

    /// `http` or `https` URL of the API's root, such as `https://api.openai.com/v1`, or of the whole way to `…/chat/completions`; a query is kept.
    package var url: String
    /// nil: the upstream is asked without a key.
    package var apiKey: Secret?
    /// How the key is sent (docs/providers.md §3).
    package var auth = Auth.automatic
    /// Sent as `OpenAI-Organization`.
    package var organization: String?
    /// Sent as `OpenAI-Project`.
    package var project: String?
    /// More header fields, names in lower case; each must pass ``isHeaderField(_:_:)`` and fail ``isOwnHeader(_:)``.
    package var headers: [(name: String, value: Secret)] = []
    /// Members of a JSON merge patch (RFC 7396) that is applied last to what is sent.
    package var body: [JSONValue.Member] = []
    /// The model to ask for instead of the request's own; only a second provider has one.
    package var model: String?
    /// `auto`, or a word that is sent as it stands.
    package var reasoningEffort = "auto"
    /// A PEM file of trusted roots; nil takes the system's.
    package var caFile: String?
    /// Forward proxies, as curl reads them.
    package var proxies = ProxySettings()
    /// How long the relay waits.
    package var timeouts: RelayTimeouts
    /// Whether the answer to the client repeats the vendor's words: in development only.
    package var tellsVendorsWords = false

    /// An upstream with the defaults of docs/settings.md §3.
    package init(url: String, apiKey: Secret?, caFile: String? = nil, timeouts: RelayTimeouts = .init()) {
        self.url = url
        self.apiKey = apiKey
        self.caFile = caFile
        self.timeouts = timeouts
    }

    /// Whether the relay writes this header field itself, so that no setting may replace it.
    package static func isOwnHeader(_ name: String) -> Bool {
        [
            "host", "content-type", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect",
            "accept", "accept-encoding", "authorization", "api-key", "proxy-authorization", "user-agent", "x-request-id",
            "openai-organization", "openai-project",
        ].contains(name.lowercased())
    }

    /// Whether the relay alone decides on this member of the body.
    package static func isOwnBodyMember(_ name: String) -> Bool { name == "messages" || name == "stream" }

    /// Whether a name and a value can stand in a request's head (RFC 9110 §5.1, §5.5), the value in ASCII.
    package static func isHeaderField(_ name: String, _ value: String?) -> Bool {
        guard let value, !name.isEmpty else { return false }
        let isToken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        return isToken && value.utf8.allSatisfy { (0x20..<0x7f).contains($0) } && value.first != " " && value.last != " "
    }
}

/// The relay's timers (docs/chat-relay.md §1.5).
package struct RelayTimeouts: Sendable, Equatable {
    /// Name look-up, TCP and TLS.
    package var connect: TimeAmount = .seconds(5)
    /// From the request's end to the status line.
    package var firstByte: TimeAmount = .seconds(120)
    /// Between two bytes of the upstream's.
    package var idle: TimeAmount = .seconds(90)
    /// From admission to the end.
    package var total: TimeAmount = .seconds(600)
    /// Until the guest takes some of what waits.
    package var write: TimeAmount = .seconds(30)
    /// After how much silence towards the guest a `: ping` goes out.
    package var ping: TimeAmount = .seconds(15)

    /// The defaults of docs/settings.md §3.
    package init() {}
}
