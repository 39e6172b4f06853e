import Chat
package import Logging
package import NIOCore
import NIOSSL

/// An upstream over HTTP or HTTPS: what all loops share, checked once at start.
package struct HTTPUpstream: Sendable {
    /// Why the upstream's settings cannot be used: exit 78.
    package enum Failure: Error, Sendable, CustomStringConvertible {
        case badURL(String)
        /// A file of trusted roots that cannot be read or holds none.
        case badTrustRoots(file: String)

        /// One line for the terminal or the log.
        package var description: String {
            switch self {
            case .badURL(let text): "upstream.url: found \"\(text)\", expected a URL such as https://api.openai.com/v1"
            case .badTrustRoots(let file): "upstream.caFile: \(file): no certificates of trusted roots in PEM form can be read from it"
            }
        }
    }

    let url: UpstreamURL
    let dialer: UpstreamDialer
    let settings: UpstreamSettings
    let logger: Logger
    /// The part of the request's head that is always the same.
    let requestHead: ByteBuffer
    let redactor: Redactor
    /// What the log calls it: `primary` or `fallback`.
    let name: String
    let dialects = DialectMemory()
    let warnings = OncePerMinute()

    /// Where systems keep their trusted roots.
    private static let rootFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
    ]

    /// - Parameters:
    ///   - version: For `User-Agent`.
    ///   - isFallback: Whether it is the second provider.
    package init(settings: UpstreamSettings, version: String, logger: Logger, isFallback: Bool = false) throws(Failure) {
        guard let url = UpstreamURL(settings.url) else { throw .badURL(settings.url) }
        self.url = url
        self.settings = settings
        self.logger = logger
        name = isFallback ? "fallback" : "primary"
        let proxy = settings.proxies.proxy(for: url)
        redactor = Redactor(
            secrets: [settings.apiKey, proxy?.password, proxy?.authorization].compactMap { $0 } + settings.headers.map(\.value))
        let tls = url.isSecure || proxy?.isSecure == true ? try Self.context(caFile: settings.caFile) : nil
        dialer = UpstreamDialer(url: url, tls: tls, proxy: proxy)
        // A plain request goes to the proxy as it is, with the whole URL; only TLS is led through (RFC 9110 §7.1, §9.3.6).
        let isForwarded = proxy != nil && !url.isSecure
        requestHead = ByteBuffer(
            string: "POST \(isForwarded ? "http://" + url.hostField : "")\(url.target) HTTP/1.1\r\nhost: \(url.hostField)\r\n"
                + "content-type: application/json\r\naccept-encoding: identity\r\nuser-agent: bellhop/\(version)\r\n"
                + (isForwarded ? proxy?.authorizationField ?? "" : "")
                + Self.credentials(settings, url).map { "\($0.name): \($0.value)\r\n" }.joined())
    }

    /// One event loop's part.
    /// - Parameter fallback: The second provider, asked where this one cannot answer.
    package func makeRelay(on eventLoop: any EventLoop, fallback: HTTPUpstream? = nil) -> any Relay {
        HTTPRelay(upstream: self, fallback: fallback, eventLoop: eventLoop)
    }

    /// The model to ask for.
    func model(for request: ChatRequest) -> String { settings.model ?? request.model }

    /// How a model's requests are spelled, as far as is known.
    func dialect(for model: String) -> RequestDialect {
        dialects.dialect(for: model) ?? RequestDialect(host: url.host, model: model, effort: settings.reasoningEffort)
    }

    /// The fields that say who asks, and those of the settings.
    static func credentials(_ settings: UpstreamSettings, _ url: UpstreamURL) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        if let key = settings.apiKey?.reveal() {
            let isNamed = settings.auth == .apiKey || settings.auth == .automatic && url.target.contains("/openai/deployments/")
            fields.append(isNamed ? ("api-key", key) : ("authorization", "Bearer \(key)"))
        }
        if let organization = settings.organization { fields.append(("openai-organization", organization)) }
        if let project = settings.project { fields.append(("openai-project", project)) }
        return fields + settings.headers.map { ($0.name, $0.value.reveal()) }
    }

    private static func context(caFile: String?) throws(Failure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        let file = caFile ?? rootFiles.first { (try? NIOSSLCertificate.fromPEMFile($0))?.isEmpty == false }
        guard let file else { throw .badTrustRoots(file: rootFiles[0]) }
        do {
            let roots = try NIOSSLCertificate.fromPEMFile(file)
            guard !roots.isEmpty else { throw Failure.badTrustRoots(file: file) }
            configuration.trustRoots = .certificates(roots)
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .badTrustRoots(file: file)
        }
    }
}
