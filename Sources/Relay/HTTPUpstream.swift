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

        package var description: String {
            switch self {
            case .badURL(let text): "upstream.url: found \"\(text)\", expected a URL such as https://api.openai.com/v1"
            case .badTrustRoots(let file): "upstream.caFile: \(file): no certificates of trusted roots in PEM form can be read from it"
            }
        }
    }

    let url: UpstreamURL
    let tls: NIOSSLContext?
    let settings: UpstreamSettings
    let logger: Logger
    /// The part of the request's head that is always the same.
    let requestHead: String
    let redactor: Redactor

    /// Where systems keep their trusted roots.
    private static let rootFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
    ]

    /// - Parameter version: For `User-Agent`.
    package init(settings: UpstreamSettings, version: String, logger: Logger) throws(Failure) {
        guard let url = UpstreamURL(settings.url) else { throw .badURL(settings.url) }
        self.url = url
        self.settings = settings
        self.logger = logger
        redactor = Redactor(secrets: [settings.apiKey].compactMap { $0 } + settings.headers.map(\.value))
        tls = url.isSecure ? try Self.context(caFile: settings.caFile) : nil
        requestHead =
            "POST \(url.target) HTTP/1.1\r\nhost: \(url.hostField)\r\ncontent-type: application/json\r\n"
            + "accept-encoding: identity\r\nuser-agent: bellhop/\(version)\r\n"
            + Self.credentials(settings, url).map { "\($0.name): \($0.value)\r\n" }.joined()
    }

    /// One event loop's part.
    package func makeRelay(on eventLoop: any EventLoop) -> any Relay { HTTPRelay(upstream: self, eventLoop: eventLoop) }

    /// The fields that say who asks, and those of the settings.
    private static func credentials(_ settings: UpstreamSettings, _ url: UpstreamURL) -> [(name: String, value: String)] {
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

/// One event loop's way to the upstream.
final class HTTPRelay: Relay {
    let upstream: HTTPUpstream
    let pool: ConnectionPool
    let eventLoop: any EventLoop

    init(upstream: HTTPUpstream, eventLoop: any EventLoop) {
        self.upstream = upstream
        self.eventLoop = eventLoop
        pool = ConnectionPool(url: upstream.url, tls: upstream.tls, eventLoop: eventLoop)
    }

    func start(_ request: ChatRequest, requestID: String, guest: any RelayDelegate) -> any RelayExchange {
        let exchange = HTTPExchange(relay: self, request: request, requestID: requestID, guest: guest)
        exchange.begin()
        return exchange
    }

    func closeIdleConnections() { pool.retire() }
}
