import Chat
import Logging
import NIOCore
import Relay
import Synchronization
import UpstreamCheck

/// `bellhop check --online`: asks each upstream of the settings and prints what it finds, line by line.
struct CheckOnline {
    let settings: Settings
    let requestFactory: ChatRequestFactory
    let timeouts: RelayTimeouts

    /// - Returns: The first thing that is wrong; nil where a guest gets an answer.
    /// - Throws: Where an upstream's settings cannot be used.
    func run() async throws -> OnlineCheck.Problem? {
        guard !settings.isDemo else {
            return .init("\(settings.answersFrom); there is no upstream to ask")
        }
        for isFallback in [false, true] {
            guard let upstream = settings.upstream(isFallback: isFallback) else { continue }
            if let problem = try await check(upstream, isFallback: isFallback) { return problem }
        }
        return nil
    }

    private func check(_ settings: UpstreamSettings, isFallback: Bool) async throws -> OnlineCheck.Problem? {
        var settings = settings
        settings.timeouts = timeouts
        settings.tellsVendorsWords = true
        let notices = Notices()
        let upstream = try HTTPUpstream(settings: settings, version: Version.current, logger: Logger(label: "check") { _ in notices })
        var request = try requestFactory.judge(Self.question, now: ServerFactory.clock())
        if let model = settings.model { request.model = model }
        Self.say("upstream", "\(RedactedURL(settings.url)), model \(request.model), \(key(settings, isFallback: isFallback))")
        let check = OnlineCheck(upstream, request: request, names: names(isFallback: isFallback), now: ServerFactory.clock()) { line in
            // What was adapted belongs before the answer that it made possible.
            if line.label == "answer" { notices.take().forEach { Self.say("adapted", $0) } }
            Self.say(line.label, line.text)
        }
        return await check.run()
    }

    /// The shortest question, with the prompt that every guest's chat begins with; at most 16 tokens of answer.
    private static let question = ByteBuffer(
        string: #"{"messages":[{"role":"user","content":"Please count from one to ten in words."}],"max_tokens":16,"stream":true}"#)

    private static func say(_ label: String, _ text: String) {
        print(PrintableText.of(label + String(repeating: " ", count: max(1, 12 - label.count)) + text))
    }

    private func key(_ upstream: UpstreamSettings, isFallback: Bool) -> String {
        upstream.apiKey == nil
            ? "without a key" : "key from \(settings.origin(isFallback ? "upstream.fallback.apiKey" : "upstream.apiKey"))"
    }

    private func names(isFallback: Bool) -> OnlineCheck.SettingNames {
        isFallback
            ? .init(url: "upstream.fallback.url", key: "upstream.fallback.apiKey", model: "upstream.fallback.model")
            : .init(url: "upstream.url (OPENAI_BASE_URL)", key: "OPENAI_API_KEY", model: "chat.model (BELLHOP_MODEL)")
    }
}

/// Keeps the log lines that tell of an adaptation.
private final class Notices: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var logLevel: Logger.Level {
        get { .notice }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        guard event.level == .notice else { return }
        let facts = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.withLock { $0.append(([event.message.description] + facts).joined(separator: " ")) }
    }

    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
