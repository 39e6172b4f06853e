import Assets
import Chat
import DemoModel
import FoundationEssentials
import Glibc
import Limits
import Logging
import NIOCore
import Relay
import Server

/// Puts the server's parts together from settings; everything that can be wrong with them comes out here, before anything listens.
struct ServerFactory: Sendable {
    let settings: Settings
    let logger: Logger
    let accessLogger: Logger
    /// Booking requests and calendars; nil where only the settings are looked at.
    var reception: Reception?
    /// Files that were there before: where one of them is gone, nothing built in may stand in for it (F-45).
    var required: Set<String> = []

    static let hotelFile = "config/hotel.json"

    static func promptFile(_ assistant: Assistant) -> String { "config/prompts/\(assistant.rawValue).md" }
    /// Whether answers to a developer hold what they must not show a guest.
    var isDevelopment = false

    /// Seconds since 1970.
    static let clock: @Sendable () -> Int64 = { Int64(LogTime.now().tv_sec) }

    var serverSettings: ServerSettings {
        var result = ServerSettings()
        if let path = settings.text("unixSocket") {
            result.address = .unixSocket(path: path)
        } else {
            result.address = .ip(host: settings.text("host") ?? "127.0.0.1", port: settings.integer("port") ?? 8080)
        }
        result.adminPort = settings.integer("admin.port")
        result.threads = settings.integer("threads") ?? max(1, sysconf(CInt(_SC_NPROCESSORS_ONLN)))
        result.timeouts.header = seconds("header")
        result.timeouts.write = seconds("write")
        result.timeouts.drain = seconds("drain")
        result.allowedOrigins = Set(settings.list("chat.allowedOrigins"))
        return result
    }

    /// - Parameter defaults: Stand in for `widget/` on disk: development reads it from there.
    func parts(queue: LogQueue, site: (any RequestInterceptor)? = nil) throws -> ServerParts {
        let assets = try assets()
        return ServerParts(
            assets: assets, reloadable: try reloadable(version: assets.version), limiter: limiter(),
            proxies: TrustedProxies(try networks()), logger: logger,
            accessLogger: accessLogger, site: site, droppedLogLines: { queue.droppedCount }, bookings: reception?.desk,
            moreMetrics: { [reception] in reception?.metrics ?? "" })
    }

    /// What a reload exchanges.
    func reloadable(version: String) throws -> ServerParts.Reloadable {
        let hotel = try hotel()
        let policy = ChatPolicy(
            model: settings.text("chat.model") ?? "gpt-6-luna", models: settings.list("chat.models"),
            maxTokens: settings.integer("chat.maxTokens") ?? 500,
            maxTokensLimit: settings.integer("chat.maxTokensLimit") ?? 1000, temperature: settings.number("chat.temperature"),
            clientPrompts: settings.text("chat.clientPrompts") == "allow")
        let model = settings.isDemo ? DemoModel.name : policy.model
        let availability: @Sendable () -> Availability = { [reception, unread = Availability(unknownIn: hotel)] in
            // Rooms that a reload has just brought are unknown, not free.
            guard let known = reception?.availability else { return unread }
            guard unread.rooms.keys.contains(where: { known.rooms[$0] == nil }) else { return known }
            return Availability(rooms: unread.rooms.merging(known.rooms) { $1 })
        }
        return ServerParts.Reloadable(
            requestFactory: ChatRequestFactory(policy: policy, hotel: hotel, prompts: try prompts(), availability: availability),
            hotel: hotel,
            service: ServiceFacts(
                model: model, demo: settings.isDemo, configured: settings.apiKey != nil || settings.isUpstreamNamed, version: version,
                bookings: ReceptionSettings.takesRequests(settings)),
            limits: limits, tls: try tls(), makeRelay: try relays(hotel, availability), availability: availability)
    }

    private func tls() throws -> TLSIdentity? {
        guard let certificate = settings.text("tls.certificate"), let key = settings.text("tls.key") else { return nil }
        return try TLSIdentity(certificate: certificate, key: key)
    }

    private var limits: LimitSettings {
        LimitSettings(
            requestsPerMinute: settings.integer("limits.requestsPerMinute") ?? 20,
            concurrentStreams: settings.integer("limits.concurrentStreams") ?? 4,
            tokensPerDay: settings.integer("limits.tokensPerDay"))
    }

    private func limiter() -> any Limiter {
        let now: @Sendable () -> Int64 = {
            let now = LogTime.now()
            return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
        }
        guard let address = settings.text("limits.store").flatMap(RedisAddress.init) else { return MemoryLimiter(limits, now: now) }
        let longest = Int(settings.number("timeouts.totalSeconds") ?? 600)
        return RedisLimiter(address, limits, longestStream: longest, now: now) { [logger] trouble in
            if let trouble {
                logger.error(
                    "the limits' store does not answer; this process limits by itself",
                    metadata: ["store": "\(address)", "error": "\(trouble)"])
            } else {
                logger.notice("the limits' store answers again", metadata: ["store": "\(address)"])
            }
        }
    }

    private func relays(_ hotel: Hotel, _ availability: @escaping @Sendable () -> Availability) throws
        -> @Sendable (any EventLoop) -> any Relay
    {
        guard !settings.isDemo, let first = settings.upstream() else {
            let model = DemoModel(hotel: hotel, availability: availability)
            let rate = settings.number("demo.tokensPerSecond") ?? 30
            return { DemoRelay(model: model, tokensPerSecond: rate, eventLoop: $0, now: Self.clock) }
        }
        let timeouts = relayTimeouts
        func make(_ settings: UpstreamSettings, isFallback: Bool = false) throws -> HTTPUpstream {
            var settings = settings
            settings.timeouts = timeouts
            settings.tellsVendorsWords = isDevelopment
            return try HTTPUpstream(settings: settings, version: Version.current, logger: logger, isFallback: isFallback)
        }
        let upstream = try make(first)
        let fallback = try settings.upstream(isFallback: true).map { try make($0, isFallback: true) }
        return { upstream.makeRelay(on: $0, fallback: fallback) }
    }

    var relayTimeouts: RelayTimeouts {
        var timeouts = RelayTimeouts()
        timeouts.connect = seconds("connect")
        timeouts.firstByte = seconds("firstByte")
        timeouts.idle = seconds("idle")
        timeouts.total = seconds("total")
        timeouts.write = seconds("write")
        return timeouts
    }

    private func assets() throws -> any AssetSource {
        guard let folder = settings.text("assets") else { return BundleSource() }
        var facts = stat()
        guard stat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            throw SettingsError.badValue(
                origin: settings.origin("assets"), key: "assets", found: "\"\(folder)\"", allowed: "a folder that exists")
        }
        return DirectorySource(root: folder, isDevelopment: isDevelopment)
    }

    func hotel() throws -> Hotel {
        let path = settings.text("hotel") ?? Self.hotelFile
        guard let file = try file(path, mustExist: settings.text("hotel") != nil) else {
            return try Hotel.parse(BundleSource.embeddedConfiguration("/hotel.json") ?? [], file: "the built-in hotel.json")
        }
        return try Hotel.parse(file, file: path)
    }

    /// The prompts of `config/prompts/`, each built-in one where there is no file.
    private func prompts() throws -> PromptSet {
        var files: [Assistant: (bytes: [UInt8], file: String)] = [:]
        for assistant in Assistant.allCases {
            let path = Self.promptFile(assistant)
            let bytes = try file(path) ?? BundleSource.embeddedConfiguration("/prompts/\(assistant.rawValue).md") ?? []
            files[assistant] = (bytes, path)
        }
        return try PromptSet(knowledge: Knowledge.read()) { files[$0] ?? ([], Self.promptFile($0)) }
    }

    /// The files that something built in stands in for where they are missing, as far as they are there.
    var presentFiles: Set<String> {
        Set(([Self.hotelFile] + Assistant.allCases.map(Self.promptFile)).filter { access($0, F_OK) == 0 })
    }

    /// - Returns: nil where the file is not there and need not be.
    private func file(_ path: String, mustExist: Bool = false) throws(SettingsError) -> [UInt8]? {
        let file = try SettingsLoader.file(path, mustExist: mustExist)
        if file == nil, required.contains(path) { throw .lost("\(path): it was there and is gone") }
        return file?.bytes
    }

    private func networks() throws -> [Network] {
        try settings.list("trustedProxies").map { text in
            guard let network = Network(text) else {
                throw SettingsError.badValue(
                    origin: settings.origin("trustedProxies"), key: "trustedProxies", found: "\"\(text)\"",
                    allowed: "networks such as 10.0.0.0/8")
            }
            return network
        }
    }

    private func seconds(_ name: String) -> TimeAmount { .nanoseconds(Int64((settings.number("timeouts.\(name)Seconds") ?? 30) * 1e9)) }
}
