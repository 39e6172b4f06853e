import JSON
import NIOCore
package import OutgoingHTTP

/// Posts each request as JSON to the hotel's own address.
package struct WebhookSink: BookingSink {
    /// As the log, the metrics and `bellhop bookings` call it.
    package let name = "webhook"
    /// Posts on their way at the same time.
    package let width = 4
    private let client: OutgoingClient
    private let url: OutgoingURL
    private let signature: WebhookSignature?
    private let version: String
    private let now: @Sendable () -> Int64

    /// How long the other side may take for the whole of its answer's head.
    static let timeLimit = TimeAmount.seconds(15)

    /// - Parameters:
    ///   - signature: nil sends unsigned.
    ///   - version: For `User-Agent`.
    ///   - now: Seconds since 1970.
    package init(
        client: OutgoingClient, url: OutgoingURL, signature: WebhookSignature?, version: String, now: @escaping @Sendable () -> Int64
    ) {
        self.client = client
        self.url = url
        self.signature = signature
        self.version = version
        self.now = now
    }

    /// Any 2xx counts as taken, 410 as never; a redirect is not followed.
    package func deliver(_ entry: SpoolEntry) async -> DeliveryResult {
        let body = Self.body(entry)
        let (id, timestamp) = (entry.booking.id, now())
        var fields = [
            ("content-type", "application/json"), ("user-agent", "bellhop/\(version)"), ("webhook-id", id),
            ("webhook-timestamp", String(timestamp)),
        ]
        if let signature { fields.append(("webhook-signature", signature.header(id: id, timestamp: timestamp, body: body))) }
        let request = OutgoingRequest(method: .post, url: url, fields: fields, body: body, bodyLimit: 0)
        do throws(OutgoingFailure) {
            let status = try await client.send(request, within: Self.timeLimit).status
            if (200..<300).contains(status) { return .taken }
            if status == 410 { return .refused("it answered 410: it takes no requests any more") }
            return .failed("it answered \(status)" + ((300..<400).contains(status) ? ", and redirects are not followed" : ""))
        } catch {
            return .failed(error.description)
        }
    }

    static func body(_ entry: SpoolEntry) -> [UInt8] {
        Array(
            JSONValue.members([
                "type": .string("booking.requested"), "timestamp": .string(UTCTime.text(entry.acceptedAt)), "data": entry.booking.json,
            ]).json.utf8)
    }
}
