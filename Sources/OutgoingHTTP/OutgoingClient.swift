import AsyncHTTPClient
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Asks others over HTTP/1.1: calendars every few minutes, webhooks now and then. Redirects are the caller's to follow.
package final class OutgoingClient: Sendable {
    private let caFile: String?
    private let made = Mutex<HTTPClient?>(nil)

    /// Where systems keep their trusted roots.
    private static let rootFiles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem",
    ]

    /// - Parameter caFile: PEM file of trusted roots; nil: the system's. Read when it is first needed.
    package init(caFile: String?) { self.caFile = caFile }

    /// Closes idle connections; the last call.
    package func shutdown() async { try? await made.withLock { $0 }?.shutdown() }

    /// Sends a request and waits for the whole answer.
    ///
    /// - Parameter time: From the first look at the host's name to the last byte.
    package func send(_ request: OutgoingRequest, within time: TimeAmount) async throws(OutgoingFailure) -> OutgoingResponse {
        let client = try client()
        var outgoing = HTTPClientRequest(
            url: "\(request.url.isSecure ? "https" : "http")://\(request.url.authorityField)\(request.url.target)")
        outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
        outgoing.headers = HTTPHeaders(request.fields)
        if request.method == .post { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
        let seconds = Int(time.nanoseconds / 1_000_000_000)
        do {
            let (ready, limit) = (outgoing, request.bodyLimit)
            return try await Self.within(time) {
                let answer = try await client.execute(ready, deadline: .now() + time)
                // With a limit of 0 nobody reads the body: dropping it ends the connection.
                let body = limit == 0 ? ByteBuffer() : try await answer.body.collect(upTo: limit)
                return OutgoingResponse(
                    status: Int(answer.status.code), fields: answer.headers.map { ($0.name, $0.value) }, body: body)
            }
        } catch {
            throw Self.failure(error, limit: request.bodyLimit, seconds: seconds)
        }
    }

    /// The client's own deadline ends with the answer's head: a body that trickles would go on for ever.
    private static func within(
        _ time: TimeAmount, _ exchange: @escaping @Sendable () async throws -> OutgoingResponse
    ) async throws -> OutgoingResponse {
        try await withThrowingTaskGroup(of: OutgoingResponse?.self) { group in
            group.addTask { try await exchange() }
            group.addTask {
                try await Task.sleep(for: .nanoseconds(time.nanoseconds))
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else { throw HTTPClientError.deadlineExceeded }
            return answer
        }
    }

    private func client() throws(OutgoingFailure) -> HTTPClient {
        if let client = made.withLock({ $0 }) { return client }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        let files = caFile.map { [$0] } ?? Self.rootFiles
        guard let roots = files.lazy.compactMap({ try? NIOSSLCertificate.fromPEMFile($0) }).first(where: { !$0.isEmpty }) else {
            throw .badTLS("no file of trusted roots can be read; install ca-certificates")
        }
        tls.trustRoots = .certificates(roots)
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        // An idle connection is not worth its memory here: the next request comes minutes later.
        configuration.connectionPool.idleTimeout = .seconds(1)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        return made.withLock { known in
            if let known { return known }
            // Loops of its own, begun with the first request: nothing here can hold a guest's connection up.
            let new = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
            known = new
            return new
        }
    }

    private static func failure(_ error: any Error, limit: Int, seconds: Int) -> OutgoingFailure {
        switch error {
        case is NIOTooManyBytesError: .tooLarge(limit: limit)
        case let error as NIOSSLError: .badTLS(word(of: error))
        case is NIOSSLExtraError: .badTLS("its certificate is for another name")
        case let error as NIOConnectionError:
            .unreachable(error.connectionErrors.isEmpty ? "the host's name is not known" : "refused or unreachable")
        case let error as HTTPClientError: failure(error, seconds: seconds)
        case is ChannelError, is HTTPParserError: .broken
        default: .unreachable("it failed")
        }
    }

    private static func failure(_ error: HTTPClientError, seconds: Int) -> OutgoingFailure {
        switch error {
        case .deadlineExceeded, .readTimeout: .timedOut(seconds: seconds)
        case .connectTimeout: .unreachable("it does not answer")
        case .tlsHandshakeTimeout: .badTLS("the handshake takes too long")
        default: .broken
        }
    }

    private static func word(of error: NIOSSLError) -> String {
        if case .handshakeFailed(.sslError(let stack)) = error, "\(stack)".contains("CERTIFICATE_VERIFY_FAILED") {
            return "its certificate is not trusted"
        }
        return "the handshake failed"
    }
}
