import JSON
import Testing

@testable import bellhop

@Suite struct SettingsLoaderTests {
    /// Two allowed values of each kind, in the form of a flag or variable and in the form of the file.
    private static func samples(_ kind: SettingKind) -> [(text: String, file: String, value: SettingValue)] {
        switch kind {
        case .text: [("one", "'one'", .text("one")), ("two", "'two'", .text("two")), ("three", "'three'", .text("three"))]
        case .path: [("/a", "'/a'", .text("/a")), ("/b", "'/b'", .text("/b")), ("/c", "'/c'", .text("/c"))]
        case .secret: [("sk-a", "'sk-a'", .text("sk-a")), ("sk-b", "'sk-b'", .text("sk-b")), ("sk-c", "'sk-c'", .text("sk-c"))]
        case .url:
            [
                ("http://a", "'http://a'", .text("http://a")), ("https://b/v1", "'https://b/v1'", .text("https://b/v1")),
                ("http://c", "'http://c'", .text("http://c")),
            ]
        case .integer: [("501", "501", .integer(501)), ("502", "502", .integer(502)), ("503", "503", .integer(503))]
        case .number: [("0.5", "0.5", .number(0.5)), ("1.5", "1.5", .number(1.5)), ("2", "2", .number(2))]
        case .numberOrNull: [("0.5", "0.5", .number(0.5)), ("1.5", "1.5", .number(1.5)), ("null", "null", .null)]
        case .proxy:
            [("a:1", "'a:1'", .text("a:1")), ("http://b:2", "'b:2'", .text("http://b:2")), ("http://u:p@c", "''", .text("http://u:p@c"))]
        case .object, .headers:
            ["a", "b", "c"].map { name in
                let value = JSONValue.members([name: .string("1")])
                return (value.json, "{ \(name): '1' }", .json(value))
            }
        case .boolean: [("true", "true", .boolean(true)), ("false", "false", .boolean(false)), ("1", "true", .boolean(true))]
        case .list:
            [
                ("https://a", "['https://a']", .list(["https://a"])),
                ("https://b, https://c", "['https://b','https://c']", .list(["https://b", "https://c"])),
                ("https://d", "['https://d']", .list(["https://d"])),
            ]
        case .choice(let words): words.prefix(3).map { ($0, "'\($0)'", .text($0)) } + [(words[0], "'\(words[0])'", .text(words[0]))]
        }
    }

    private func load(_ folder: TemporaryFolder, flags: [String: String] = [:], environment: [String: String] = [:]) throws
        -> Settings
    {
        try SettingsLoader(flags: flags, environment: environment, folder: folder.path).load()
    }

    /// Values that only go together with another one.
    private static func companions(_ key: String) -> [String: String] {
        switch key {
        case "tls.key": ["BELLHOP_TLS_CERT": "/cert.pem"]
        case "tls.certificate": ["BELLHOP_TLS_KEY": "/key.pem"]
        case "upstream.requireKey": ["OPENAI_API_KEY": "sk-x"]
        case _ where key.hasPrefix("upstream.fallback.") && key != "upstream.fallback.url":
            ["BELLHOP_UPSTREAM_FALLBACK_URL": "http://second.example"]
        default: [:]
        }
    }

    @Test(arguments: Setting.all.map(\.key))
    func everySettingIsTakenFromFlagEnvironmentAndFile(key: String) throws {
        let setting = try #require(Setting.byKey[key])
        var samples = Self.samples(setting.kind)
        if key == "limits.store" { samples = ["memory", "redis://a", "redis://b:1/2"].map { ($0, "'\($0)'", .text($0)) } }
        let folder = try TemporaryFolder()
        var environment = Self.companions(key)

        if setting.isInFile {
            let member = key.split(separator: ".").reversed().reduce(samples[0].file) { "{ \($1): \($0) }" }
            try folder.write(member, to: "config/bellhop.json5")
            let found = try load(folder, environment: environment).resolved[key]
            #expect(found == .init(value: samples[0].value, origin: "config/bellhop.json5"))
        } else if key == "config" {
            try folder.write("{}", to: "a")
            samples = samples.map { _ in (folder.path + "a", "", .text(folder.path + "a")) }
        }
        for name in setting.environment.reversed() {
            environment[name] = samples[1].text
            let found = try load(folder, environment: environment).resolved[key]
            #expect(found == .init(value: samples[1].value, origin: name))
        }
        if let flag = setting.flag {
            let found = try load(folder, flags: [key: samples[2].text], environment: environment).resolved[key]
            #expect(found == .init(value: samples[2].value, origin: flag))
        }
    }

    @Test func placesWinInTheOrderOfTheContract() throws {
        let folder = try TemporaryFolder()
        try folder.write("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-misplaced' };", to: "widget/js/config-local.js")
        #expect(try load(folder).apiKey == "sk-misplaced")
        try folder.write("{ upstream: { apiKey: 'sk-file' } }", to: "config/bellhop.json5")
        #expect(try load(folder).apiKey == "sk-file")
        try folder.write("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-local' };", to: "config/config-local.js")
        #expect(try load(folder).apiKey == "sk-local")
        try folder.write("OPENAI_API_KEY=sk-dotenv\nBELLHOP_PORT=81\n", to: ".env")
        let settings = try load(folder)
        #expect(settings.apiKey == "sk-dotenv")
        #expect(settings.origin("upstream.apiKey") == ".env: OPENAI_API_KEY")
        #expect(settings.integer("port") == 81)
        #expect(try load(folder, environment: ["OPENAI_API_KEY": "sk-environment", "PORT": "82"]).apiKey == "sk-environment")
        #expect(try load(folder, flags: ["port": "0"], environment: ["PORT": "82"]).integer("port") == 0)
        #expect(settings.warnings.contains { $0.hasPrefix("widget/js/config-local.js: ") })
    }

    /// docs/providers.md §3: a named upstream is asked without a key; the demo model answers where it is asked for, or where nothing else
    /// could.
    @Test(arguments: [
        ([:], true), (["OPENAI_API_KEY": "sk-a"], false), (["OPENAI_BASE_URL": "http://localhost:11434/v1"], false),
        (["OPENAI_BASE_URL": "http://localhost:11434/v1", "BELLHOP_DEMO": "true"], true),
        (["BELLHOP_UPSTREAM_FALLBACK_URL": "http://b"], true),
    ])
    func whoAnswers(environment: [String: String], isDemo: Bool) throws {
        let settings = try load(TemporaryFolder(), environment: environment)
        #expect(settings.isDemo == isDemo)
        #expect(settings.answersFrom.contains("demo") == isDemo)
    }

    @Test func anEmptyVariableCountsAsNotSet() throws {
        let folder = try TemporaryFolder()
        let settings = try load(folder, environment: ["OPENAI_API_KEY": "", "BELLHOP_PORT": ""])
        #expect(settings.isDemo)
        #expect(settings.integer("port") == 8080)
    }

    @Test func aKeyFileThatOthersMayReadGetsAWarning() throws {
        let folder = try TemporaryFolder()
        try folder.write("OPENAI_API_KEY=sk-1\n", to: ".env", mode: 0o644)
        #expect(try load(folder).warnings.contains { $0.contains("chmod 600 .env") })
        try folder.write("OPENAI_API_KEY=sk-1\n", to: ".env", mode: 0o600)
        #expect(try load(folder).warnings.isEmpty)
    }

    @Test func aSlipInAVariablesNameGetsAWarning() throws {
        let folder = try TemporaryFolder()
        let warnings = try load(folder, environment: ["BELLHOP_PROT": "1"]).warnings
        #expect(warnings == ["BELLHOP_PROT: no setting has this name; did you mean BELLHOP_PORT?"])
    }

    @Test(arguments: [
        (["BELLHOP_PORT": "http"], "BELLHOP_PORT: port: found \"http\", allowed is a whole number from 0 to 65535"),
        (["BELLHOP_CONFIG": "/nowhere/x.json5"], "/nowhere/x.json5: cannot be read: there is no such file"),
        (["BELLHOP_REQUIRE_KEY": "true"], "upstream.apiKey: none found"),
        (["BELLHOP_TLS_CERT": "/c"], "tls.key: not set; HTTPS needs both tls.certificate and tls.key"),
        (["OPENAI_API_KEY": "sk-with\nline"], "OPENAI_API_KEY: upstream.apiKey: found a text with blanks"),
        (["BELLHOP_ORIGINS": "https://a.example/path"], "BELLHOP_ORIGINS: chat.allowedOrigins: found \"https://a.example/path\""),
        (
            ["BELLHOP_LIMITS_STORE": "disk"],
            "BELLHOP_LIMITS_STORE: limits.store: found \"disk\", allowed is memory or redis://host:port[/db]"
        ),
        (
            ["BELLHOP_CHAT_MAX_TOKENS": "2000"],
            "BELLHOP_CHAT_MAX_TOKENS: chat.maxTokens: found 2000, allowed is at most chat.maxTokensLimit, 1000"
        ),
        // F-48 and its neighbours: what may hold a password is not shown.
        (
            ["OPENAI_BASE_URL": "https://user:secret@ex ample/v1"],
            "OPENAI_BASE_URL: upstream.url: found a URL with a user or password in it"
        ),
        (["OPENAI_BASE_URL": "https://user:secret@example/v1"], "OPENAI_BASE_URL: upstream.url: found a URL with a user or password in it"),
        (
            ["OPENAI_BASE_URL": "https://h.example/v1#x"],
            "OPENAI_BASE_URL: upstream.url: found \"https://h.example/v1#<redacted>\", allowed is"
        ),
        (["OPENAI_BASE_URL": "ftp://h.example/v1"], "OPENAI_BASE_URL: upstream.url: found \"ftp://h.example/v1\", allowed is"),
        (["HTTPS_PROXY": "socks5://u:secret@p:1080"], "HTTPS_PROXY: proxy.https: found a URL with a user or password in it"),
        (
            ["BELLHOP_UPSTREAM_HEADERS": #"{"X-Request-ID":"secret"}"#],
            "BELLHOP_UPSTREAM_HEADERS: upstream.headers: X-Request-ID is a header"
        ),
        (
            ["BELLHOP_UPSTREAM_HEADERS": #"{"a b":"secret"}"#],
            "BELLHOP_UPSTREAM_HEADERS: upstream.headers: found a text, allowed is an object"
        ),
        (["BELLHOP_UPSTREAM_BODY": #"{"stream":false}"#], "BELLHOP_UPSTREAM_BODY: upstream.body: stream is written by Bellhop"),
        (["BELLHOP_UPSTREAM_BODY": "[]"], "BELLHOP_UPSTREAM_BODY: upstream.body: found \"[]\", allowed is a JSON object"),
        (["BELLHOP_UPSTREAM_FALLBACK_MODEL": "m"], "upstream.fallback.url: not set, but upstream.fallback.model is"),
        (["BELLHOP_DEMO": "maybe"], "BELLHOP_DEMO: demo.enabled: found \"maybe\", allowed is true or false"),
    ])
    func whatCannotBeUsedIsNamed(environment: [String: String], expected: String) throws {
        let folder = try TemporaryFolder()
        do {
            _ = try load(folder, environment: environment)
            Issue.record("accepted")
        } catch {
            #expect("\(error)".hasPrefix(expected), "\(error)")
            #expect(!"\(error)".contains("sk-with") && !"\(error)".contains("secret"))
        }
    }

    @Test func theReportRedactsTheKeyAndPasswords() throws {
        let folder = try TemporaryFolder()
        let settings = try load(
            folder,
            environment: [
                "OPENAI_API_KEY": "sk-hidden", "HTTPS_PROXY": "http://user:hidden@h.example:3128",
                "BELLHOP_UPSTREAM_HEADERS": #"{"x-key":"hidden"}"#, "BELLHOP_LIMITS_STORE": "redis://user:hidden@h.example:6379",
            ])
        let report = SettingsReport(settings: settings).description
        #expect(!report.contains("hidden"))
        #expect(report.contains("<redacted>"))
        #expect(report.contains("OPENAI_API_KEY"))
        for setting in Setting.all { #expect(report.contains(setting.key)) }
    }
}
