import NIOCore
import NIOPosix
import NIOSSL
import Relay

/// The way to an upstream, as the relay takes it, gone step by step so that each can be told of.
struct ProbeRoute: Sendable {
    let upstream: HTTPUpstream
    let names: OnlineCheck.SettingNames
    /// Seconds since 1970.
    let now: Int64
    /// Given a step's name and what it found.
    let say: @Sendable (String, String) -> Void

    private var timeouts: RelayTimeouts { upstream.configuration.timeouts }

    /// Name, connection, proxy and TLS, each told with its time; the connection is closed again.
    func connect(_ group: MultiThreadedEventLoopGroup) async throws {
        let connection = try await open(group, tells: true)
        await connection.close()
    }

    /// A connection on which a request can be sent.
    private func open(_ group: MultiThreadedEventLoopGroup, tells: Bool = false) async throws -> ProbeConnection {
        let connection = try await dial(group, tells: tells)
        if let tls = upstream.tlsContext { try await secure(connection, tls, group, tells: tells) }
        return connection
    }

    /// A connection to the upstream, through the proxy where there is one.
    private func dial(_ group: MultiThreadedEventLoopGroup, tells: Bool = false) async throws -> ProbeConnection {
        let url = upstream.address
        let proxy = upstream.configuration.proxies.proxy(for: url)
        let (host, port) = proxy.map { ($0.peer.host, $0.peer.port) } ?? (url.host, url.port)
        if let proxy, tells { say("proxy", "\(proxy)") }
        if tells { try await lookUp(host) }
        let start = NIODeadline.now()
        let connection: ProbeConnection
        do {
            connection = try await ProbeConnection.open(host, port, on: group, within: timeouts.connect)
        } catch {
            throw OnlineCheck.Problem(
                "\(host):\(port): \(ProbeWords.of(error)); is \(proxy == nil ? names.url : "the proxy's address") right?")
        }
        if tells { say("connection", "to \(connection.channel.remoteAddress.map(Self.text) ?? host) (\(Self.time(since: start)))") }
        if let proxy { try await connection.closed(after: timeouts.connect) { try await goThrough(proxy, connection) } }
        return connection
    }

    private func lookUp(_ host: String) async throws {
        guard (try? SocketAddress(ipAddress: host, port: 0)) == nil else { return }
        let start = NIODeadline.now()
        do {
            let address = try await NIOThreadPool.singleton.runIfActive { try SocketAddress.makeAddressResolvingHost(host, port: 0) }
            say("name", "\(host) is \(address.ipAddress ?? "-") (\(Self.time(since: start)))")
        } catch {
            throw OnlineCheck.Problem(
                "\(host): this name cannot be looked up; is \(names.url) right, and does this machine reach a name server?")
        }
    }

    private func goThrough(_ proxy: ProxyAddress, _ connection: ProbeConnection) async throws {
        if proxy.peer.isSecure {
            let context = try NIOSSLContext(configuration: .makeClientConfiguration())
            _ = try await connection.secure(context, name: Self.serverName(proxy.peer.host))
        }
        guard upstream.address.isSecure else { return }
        let fields = proxy.credentials.map { "proxy-authorization: \($0.reveal())\r\n" } ?? ""
        do {
            try await connection.tunnel(to: "\(Self.bracketed(upstream.address.host)):\(upstream.address.port)", fields: fields)
        } catch ProbeConnection.Failure.proxyRefused(let status) {
            let advice =
                status == 407
                ? "it wants a user and password: http://user:password@host:port" : "does it let \(upstream.address.host) through?"
            throw OnlineCheck.Problem("the proxy \(proxy) answered CONNECT with \(status); \(advice)")
        }
    }

    private func secure(
        _ connection: ProbeConnection, _ context: NIOSSLContext, _ group: MultiThreadedEventLoopGroup, tells: Bool
    ) async throws {
        let start = NIODeadline.now()
        do {
            let found = try await connection.closed(after: timeouts.connect) {
                try await connection.secure(context, name: Self.serverName(upstream.address.host))
            }
            guard tells else { return }
            let certificate = found.certificate.map { "issued by \($0.issuer), until \($0.lastDayText) " } ?? ""
            say(found.version, "\(certificate)(\(Self.time(since: start)))")
        } catch {
            throw await tlsProblem(error, group)
        }
    }

    /// Looks at the certificate that was refused, so that the reason can be told.
    private func tlsProblem(_ error: any Error, _ group: MultiThreadedEventLoopGroup) async -> OnlineCheck.Problem {
        let host = upstream.address.hostField
        if let extra = error as? NIOSSLExtraError, extra == .failedToValidateHostname {
            return OnlineCheck.Problem("\(host): its certificate is for another name; is \(names.url) right?")
        }
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        guard let context = try? NIOSSLContext(configuration: configuration), let connection = try? await dial(group),
            let found = try? await connection.secure(context, name: Self.serverName(upstream.address.host)),
            let certificate = found.certificate
        else { return OnlineCheck.Problem("\(host): no TLS is spoken there: \(ProbeWords.of(error)); is https right in \(names.url)?") }
        await connection.close()
        if certificate.lastDay < Int(now / 86_400) {
            return OnlineCheck.Problem("\(host): its certificate ran out on \(certificate.lastDayText); whoever runs it has to renew it")
        }
        let roots = upstream.configuration.caFile.map { "those of \($0)" } ?? "the system's trusted roots"
        return OnlineCheck.Problem(
            "\(host): its certificate is not accepted: issued by \(certificate.issuer), checked against \(roots); "
                + "upstream.caFile (SSL_CERT_FILE) names a file with more")
    }

    /// - Parameter path: Below the API's root; what stands for `/chat/completions`.
    func get(_ path: String, root: String? = nil, _ group: MultiThreadedEventLoopGroup) async throws -> ProbeConnection.Answer {
        let connection = try await open(group)
        let url = upstream.address
        var target = root.map { $0 + path } ?? url.sibling(path)
        var fields = [("host", url.hostField), ("accept", "application/json"), ("user-agent", "bellhop"), ("connection", "close")]
        if !url.isSecure, let proxy = upstream.configuration.proxies.proxy(for: url) {
            target = "http://\(url.hostField)\(target)"
            if let authorization = proxy.credentials { fields.append(("proxy-authorization", authorization.reveal())) }
        }
        let (asked, head) = (target, fields + upstream.credentialFields)
        return try await connection.closed(after: min(timeouts.firstByte, .seconds(10))) { try await connection.get(asked, fields: head) }
    }

    private static func time(since start: NIODeadline) -> String { OnlineCheck.milliseconds(Double((.now() - start).nanoseconds) / 1e6) }

    private static func text(_ address: SocketAddress) -> String {
        "\(bracketed(address.ipAddress ?? "-")), port \(address.port ?? 0)"
    }

    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

    /// TLS sends names only, no addresses (RFC 6066 §3).
    private static func serverName(_ host: String) -> String? { (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil }

    /// A model's name in a path (RFC 3986 §3.3); its slashes stay, as vendors have them.
    static func encoded(_ name: String) -> String {
        var result = ""
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: ":"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}
