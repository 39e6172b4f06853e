package import Assets
package import Bookings
package import Chat
package import Limits
package import Logging
package import NIOCore
package import Relay

/// What a server is put together from.
package struct ServerParts: Sendable {
    /// The parts that a reload exchanges; running streams keep theirs.
    package struct Reloadable: Sendable {
        /// Judges requests and writes prompts.
        package var requestFactory: ChatRequestFactory
        /// What `/api/hotel` shows.
        package var hotel: Hotel
        /// What `/api/hotel` says of the service.
        package var service: ServiceFacts
        /// Exchanged in the limiter.
        package var limits: LimitSettings
        /// Nil: plain HTTP. A reload can exchange the certificate, it cannot turn TLS on or off.
        package var tls: TLSIdentity?
        /// Makes an event loop's relay.
        package var makeRelay: @Sendable (any EventLoop) -> any Relay
        /// What the calendars say now.
        package var availability: @Sendable () -> Availability

        /// The parts that go together, from one reading of the settings.
        package init(
            requestFactory: ChatRequestFactory, hotel: Hotel, service: ServiceFacts, limits: LimitSettings,
            tls: TLSIdentity? = nil, makeRelay: @escaping @Sendable (any EventLoop) -> any Relay,
            availability: @escaping @Sendable () -> Availability = { Availability() }
        ) {
            self.requestFactory = requestFactory
            self.hotel = hotel
            self.service = service
            self.limits = limits
            self.tls = tls
            self.makeRelay = makeRelay
            self.availability = availability
        }
    }

    /// Where files come from.
    package var assets: any AssetSource
    /// As read at start.
    package var reloadable: Reloadable
    /// Admits chats.
    package var limiter: any Limiter
    /// Whose `X-Forwarded-For` counts.
    package var proxies: TrustedProxies
    /// For everything but requests.
    package var logger: Logger
    /// One line a request.
    package var accessLogger: Logger
    /// Development's paths; nil in production.
    package var site: (any RequestInterceptor)?
    /// Log lines that were dropped, for the metrics.
    package var droppedLogLines: @Sendable () -> Int
    /// Takes booking requests; nil: `/api/bookings` is not there.
    package var bookings: BookingDesk?
    /// More metrics in Prometheus' text format, each family with its lines, or nothing.
    package var moreMetrics: @Sendable () -> String

    /// A server's parts; the defaults are production's.
    package init(
        assets: any AssetSource, reloadable: Reloadable, limiter: any Limiter, proxies: TrustedProxies, logger: Logger,
        accessLogger: Logger,
        site: (any RequestInterceptor)? = nil, droppedLogLines: @escaping @Sendable () -> Int = { 0 },
        bookings: BookingDesk? = nil, moreMetrics: @escaping @Sendable () -> String = { "" }
    ) {
        self.assets = assets
        self.reloadable = reloadable
        self.limiter = limiter
        self.proxies = proxies
        self.logger = logger
        self.accessLogger = accessLogger
        self.site = site
        self.droppedLogLines = droppedLogLines
        self.bookings = bookings
        self.moreMetrics = moreMetrics
    }
}
