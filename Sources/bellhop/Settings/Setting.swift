/// One thing that can be set, with every name it goes by (docs/settings.md §3).
struct Setting: Sendable {
    /// The name in the settings file, such as `limits.requestsPerMinute`, and everywhere that one name is needed.
    let key: String
    let kind: SettingKind
    /// The default, written as it would be in the environment; nil: none.
    let fallback: String?
    /// Names in the environment, the first that is set counts.
    let environment: [String]
    /// The flag with its dashes, where there is one.
    let flag: String?
    /// Whether the settings file may hold it.
    let isInFile: Bool

    /// Whether no output may show the value.
    var isSecret: Bool {
        switch kind {
        case .secret, .headers: true
        default: false
        }
    }

    /// How a message shows a value that the setting does not take: secrets not at all, addresses without a user's name and password.
    func found(_ text: String) -> String {
        switch kind {
        case .secret, .headers: "a text"
        case .url, .proxy: text.contains("@") ? "a URL with a user or password in it" : "\"\(RedactedURL(text))\""
        default: RedactedURL.isIn(text) ? "a URL with a user or password in it" : "\"\(text)\""
        }
    }

    /// - Parameter environment: Names of its own; `BELLHOP_` and the key in upper snake case comes after them where it is none of them.
    init(
        _ key: String, _ kind: SettingKind, default fallback: String? = nil, environment: [String] = [], flag: String? = nil,
        isInFile: Bool = true
    ) {
        self.key = key
        self.kind = kind
        self.fallback = fallback
        let general = "BELLHOP_" + Self.upperSnake(key)
        self.environment = environment.contains(general) ? environment : environment + [general]
        self.flag = flag
        self.isInFile = isInFile
    }

    /// `limits.requestsPerMinute` becomes `LIMITS_REQUESTS_PER_MINUTE`.
    static func upperSnake(_ key: String) -> String {
        var result = ""
        for character in key {
            if character.isUppercase { result += "_" }
            result += character == "." ? "_" : character.uppercased()
        }
        return result
    }
}

extension Setting {
    /// Every setting, in the order in which `check` prints them.
    static let all: [Setting] = [
        Setting("host", .text, default: "127.0.0.1", flag: "--host"),
        Setting("port", .integer(0...65535), default: "8080", environment: ["BELLHOP_PORT", "PORT"], flag: "--port"),
        Setting("unixSocket", .path, flag: "--unix-socket"),
        Setting("unixSocketMode", .choice(["0600", "0660", "0666"]), default: "0660"),
        Setting("admin.port", .integer(0...65535), flag: "--admin-port"),
        Setting("config", .path, flag: "--config", isInFile: false),
        Setting("assets", .path, flag: "--assets"),
        Setting("hotel", .path, flag: "--hotel"),
        Setting("upstream.url", .url, default: "https://api.openai.com/v1", environment: ["OPENAI_BASE_URL"], flag: "--upstream"),
        Setting("upstream.auth", .choice(["auto", "bearer", "api-key"]), default: "auto"),
        Setting("upstream.apiKey", .secret, environment: ["OPENAI_API_KEY"]),
        Setting("upstream.requireKey", .boolean, default: "false", environment: ["BELLHOP_REQUIRE_KEY"], flag: "--require-key"),
        Setting("upstream.organization", .text, environment: ["OPENAI_ORG_ID"]),
        Setting("upstream.project", .text, environment: ["OPENAI_PROJECT_ID"]),
        Setting("upstream.headers", .headers, default: "{}"),
        Setting("upstream.body", .object, default: "{}"),
        Setting("upstream.caFile", .path, environment: ["SSL_CERT_FILE"]),
        // As curl reads them: lower case first, the one for all last.
        Setting("proxy.https", .proxy, environment: ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"], isInFile: false),
        Setting("proxy.http", .proxy, environment: ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"], isInFile: false),
        Setting("proxy.none", .text, environment: ["no_proxy", "NO_PROXY"], isInFile: false),
        Setting("upstream.fallback.url", .url),
        Setting("upstream.fallback.model", .text),
        Setting("upstream.fallback.auth", .choice(["auto", "bearer", "api-key"]), default: "auto"),
        Setting("upstream.fallback.apiKey", .secret),
        Setting("upstream.fallback.organization", .text),
        Setting("upstream.fallback.project", .text),
        Setting("upstream.fallback.headers", .headers, default: "{}"),
        Setting("upstream.fallback.body", .object, default: "{}"),
        Setting("upstream.fallback.caFile", .path),
        Setting("demo.enabled", .boolean, default: "false", environment: ["BELLHOP_DEMO"], flag: "--demo"),
        Setting("demo.tokensPerSecond", .number(0.1...10_000), default: "30", environment: ["BELLHOP_DEMO_TPS"]),
        Setting("threads", .integer(1...1024), flag: "--threads"),
        Setting(
            "log.level", .choice(["trace", "debug", "info", "notice", "warning", "error", "critical"]), default: "info", flag: "--log-level"
        ),
        Setting("log.format", .choice(["text", "json"]), flag: "--log-format"),
        Setting("tls.certificate", .path, environment: ["BELLHOP_TLS_CERT"], flag: "--tls-cert"),
        Setting("tls.key", .path, environment: ["BELLHOP_TLS_KEY"], flag: "--tls-key"),
        Setting("chat.model", .text, default: "gpt-6-luna", environment: ["BELLHOP_MODEL"]),
        Setting("chat.models", .list, default: ""),
        Setting("chat.maxTokens", .integer(1...1_000_000), default: "500"),
        Setting("chat.maxTokensLimit", .integer(1...1_000_000), default: "1000"),
        Setting("chat.temperature", .numberOrNull(0...2), default: "0.7"),
        Setting("chat.reasoningEffort", .text, default: "auto", environment: ["BELLHOP_REASONING_EFFORT"]),
        Setting("chat.clientPrompts", .choice(["refuse", "allow"]), default: "refuse", environment: ["BELLHOP_CLIENT_PROMPTS"]),
        Setting("chat.allowedOrigins", .list, default: "", environment: ["BELLHOP_ORIGINS"]),
        Setting("limits.requestsPerMinute", .integer(1...1_000_000), default: "20"),
        Setting("limits.concurrentStreams", .integer(1...100_000), default: "4"),
        Setting("limits.tokensPerDay", .integer(1...1_000_000_000_000)),
        Setting("limits.stateFile", .path),
        Setting("limits.store", .text, default: "memory"),
        Setting("bookings.spool", .path),
        // Addresses and arguments often hold tokens: none of them is shown.
        Setting("bookings.webhook", .secret),
        Setting("bookings.webhookSecret", .secret),
        Setting("bookings.command", .list),
        Setting("bookings.to", .text),
        Setting("bookings.giveUpHours", .number(0.001...8760), default: "72"),
        Setting("bookings.calendarMinutes", .number(0.01...1440), default: "10"),
        Setting("trustedProxies", .list, default: ""),
        Setting("timeouts.headerSeconds", .number(0.05...86_400), default: "10"),
        Setting("timeouts.connectSeconds", .number(0.05...86_400), default: "5"),
        Setting("timeouts.firstByteSeconds", .number(0.05...86_400), default: "120"),
        Setting("timeouts.idleSeconds", .number(0.05...86_400), default: "90"),
        Setting("timeouts.totalSeconds", .number(0.05...86_400), default: "600"),
        Setting("timeouts.drainSeconds", .number(0.05...86_400), default: "30"),
        Setting("timeouts.writeSeconds", .number(0.05...86_400), default: "30"),
    ]

    static let byKey = Dictionary(uniqueKeysWithValues: all.map { ($0.key, $0) })
}
