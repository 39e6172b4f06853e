import Chat
import JSON
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import Relay

/// docs/providers.md §2: how requests are spelled, and how a refusal changes that.
@Suite struct RequestDialectTests {
    private static let request = ChatRequest(
        messagesJSON: ByteBuffer(string: #"{"role":"user","content":"a"}"#), model: "m", stream: true, maxTokens: 500, temperature: 0.7,
        includeUsage: true)

    private static func body(_ request: ChatRequest, model: String, dialect: RequestDialect, patch: [JSONValue.Member]) -> ByteBuffer {
        var body = RequestBody.beginning(request, model: model, dialect: dialect, patch: patch)
        body.writeImmutableBuffer(request.messagesJSON)
        body.writeStaticString(RequestBody.end)
        return body
    }

    private func names(_ dialect: RequestDialect, _ request: ChatRequest = Self.request) -> [String] {
        dialect.members(request, model: "m").map(\.name).filter { $0 != "model" }
    }

    /// V-01 to V-14: what goes to whom before anything was refused.
    @Test(arguments: [
        ("api.openai.com", "gpt-6-luna", "max_completion_tokens", "none"),
        ("api.openai.com", "gpt-6-astra", "max_completion_tokens", "none"),
        ("api.openai.com", "gpt-4o-mini", "max_completion_tokens", nil), ("api.openai.com", "o3-mini", "max_completion_tokens", "none"),
        ("r.openai.azure.com", "our-deployment", "max_completion_tokens", "none"),
        ("r.services.ai.azure.com", "x", "max_completion_tokens", "none"), ("openai.azure.com.evil.example", "x", "max_tokens", nil),
        ("openrouter.ai", "openai/gpt-6-luna", "max_completion_tokens", "none"),
        ("openrouter.ai", "meta/llama", "max_completion_tokens", nil),
        ("127.0.0.1", "gpt-5-mini", "max_completion_tokens", "none"), ("h.example", "openai/o4", "max_completion_tokens", "none"),
        ("h.example", "openai/gpt-4o", "max_tokens", nil), ("h.example", "olmo-2", "max_tokens", nil),
        ("h.example", "gpt-oss", "max_tokens", nil),
        ("api.mistral.ai", "mistral-small-latest", "max_tokens", nil), ("localhost", "qwen3:8b", "max_tokens", nil),
        ("api.groq.com", "llama-3.3-70b-versatile", "max_tokens", nil), ("api.deepseek.com", "deepseek-flash", "max_tokens", nil),
    ])
    func theFirstSpelling(host: String, model: String, limit: String, effort: String?) {
        let dialect = RequestDialect(host: host, model: model, effort: "auto")
        #expect((dialect.limit.rawValue, dialect.effort) == (limit, effort))
        #expect(names(dialect) == [limit, "temperature"] + (effort == nil ? [] : ["reasoning_effort"]) + ["stream_options"])
    }

    @Test func aWordOfTheOperatorsIsSentAsItStands() {
        #expect(RequestDialect(host: "localhost", model: "qwen3", effort: "low").effort == "low")
        #expect(RequestDialect(host: "api.openai.com", model: "gpt-6-luna", effort: "high").effort == "high")
    }

    @Test func onlyWhatIsAskedForIsSent() {
        let dialect = RequestDialect(host: "h", model: "m", effort: "auto")
        var request = Self.request
        request.temperature = nil
        request.stream = false
        #expect(names(dialect, request) == ["max_tokens"])
        request.stream = true
        request.includeUsage = false
        #expect(names(dialect, request) == ["max_tokens"])
    }

    private static func openAI(_ name: String) -> String {
        #"{"error":{"message":"Unsupported parameter: '\#(name)' is not supported.","param":"\#(name)","code":"unsupported_parameter"}}"#
    }

    /// V-02, V-08, V-10 and neighbours: one refusal, and all that goes with it.
    @Test(arguments: [
        ("h.example", "ours", openAI("max_tokens"), "max_completion_tokens,stream_options"),
        ("api.openai.com", "gpt-6-astra", openAI("reasoning_effort"), "max_completion_tokens,stream_options"),
        ("api.openai.com", "gpt-6-luna", openAI("temperature"), "max_completion_tokens,reasoning_effort,stream_options"),
        ("h.example", "ours", openAI("temperature"), "max_completion_tokens,stream_options"),
        ("h.example", "ours", #"{"error":"temperature: 'temperature' must be 1"}"#, "max_tokens,stream_options"),
        (
            "api.mistral.ai", "s",
            #"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"no"}]}}"#,
            "max_tokens,temperature"
        ),
        ("h.example", "gpt-5", #"{"detail":[{"loc":["body","max_completion_tokens"],"msg":"Extra inputs"}]}"#, "max_tokens,stream_options"),
        (
            "h.example", "gpt-5",
            #"[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"reasoning_effort\": Cannot find field."}}]"#,
            "max_completion_tokens,stream_options"
        ),
        ("h.example", "m", #"{"message":"property `stream_options` is unsupported"}"#, "max_tokens,temperature"),
    ])
    func aRefusalChangesAllThatGoesWithIt(host: String, model: String, body: String, expected: String) throws {
        let dialect = RequestDialect(host: host, model: model, effort: "auto")
        let sent = RequestBody.refusable(Self.request, dialect: dialect, patch: [])
        let refusal = try #require(FieldRefusal(status: 400, VendorError(body: ByteBuffer(string: body)), sent: sent))
        let next = try #require(dialect.adapted(to: refusal))
        #expect(names(next).joined(separator: ",") == expected)
        // The same as a setting: what the operator is told gives the same request from the start.
        let told = Self.body(Self.request, model: "m", dialect: dialect, patch: members(next.patch(from: dialect, maxTokens: 500)))
        let learned = Self.body(Self.request, model: "m", dialect: next, patch: [])
        #expect(try sorted(told) == sorted(learned))
        #expect(!next.changes(from: dialect).isEmpty)
    }

    /// V-02: thinking counts against the limit, and a limit of 500 would leave no text.
    @Test(arguments: [
        ("api.openai.com", "gpt-6-astra", "reasoning_effort", 4500), ("h.example", "ours", "max_tokens", 4500),
        ("h.example", "gpt-6", "temperature", 500),
    ])
    func aModelThatThinksGetsTokensForIt(host: String, model: String, field: String, limit: Int) throws {
        let dialect = RequestDialect(host: host, model: model, effort: "auto")
        let refusal = try #require(
            FieldRefusal(status: 400, VendorError(body: ByteBuffer(string: Self.openAI(field))), sent: Set(RequestDialect.Field.allCases)))
        let next = try #require(dialect.adapted(to: refusal))
        #expect(next.members(Self.request, model: model).first { $0.name == "max_completion_tokens" }?.value.integer == limit)
    }

    @Test(arguments: [
        #"{"error":{"message":"Invalid value for 'messages'","param":"messages"}}"#, #"{"error":{"message":"no temperature for you"}}"#, "",
        #"{"error":{"message":"'max_completion_tokens' is new"}}"#,
        #"{"error":{"message":"'max_tokens' is too large: the maximum context length is 4096","param":"max_tokens"}}"#,
    ])
    func whatNamesNoFieldOfOursIsNoRefusalOfOne(body: String) {
        let sent = RequestBody.refusable(Self.request, dialect: RequestDialect(host: "h", model: "m", effort: "auto"), patch: [])
        #expect(FieldRefusal(status: 400, VendorError(body: ByteBuffer(string: body)), sent: sent) == nil)
    }

    @Test func onlyTheTwoStatusesRefuseFields() {
        let error = VendorError(body: ByteBuffer(string: Self.openAI("temperature")))
        #expect(FieldRefusal(status: 422, error, sent: [.temperature]) != nil)
        #expect(FieldRefusal(status: 500, error, sent: [.temperature]) == nil)
        #expect(FieldRefusal(status: 400, error, sent: [.maxTokens]) == nil)
    }

    @Test func aBodyIsWrittenAnewWhereAnythingOfItChanges() throws {
        let settings = UpstreamSettings(url: "http://h.example/v1", apiKey: nil)
        let upstream = try HTTPUpstream(settings: settings, version: "1", logger: Logger(label: "test"))
        let route = UpstreamRoute(upstream, eventLoop: EmbeddedEventLoop())
        let dialect = RequestDialect(host: "h", model: "m", effort: "auto")
        var (plain, cold, short, silent, other) = (Self.request, Self.request, Self.request, Self.request, dialect)
        plain.stream = false
        cold.temperature = 0
        short.maxTokens = 5
        silent.includeUsage = false
        other.sendsTemperature = false
        let asked = [
            (Self.request, "m", dialect), (Self.request, "m", dialect), (Self.request, "n", dialect), (plain, "m", dialect),
            (cold, "m", dialect),
            (short, "m", dialect), (silent, "m", dialect), (Self.request, "m", other),
        ]
        for (request, model, dialect) in asked {
            let expected = RequestBody.beginning(request, model: model, dialect: dialect, patch: [])
            #expect(route.bodyBeginning(request, model: model, dialect: dialect) == expected)
        }
    }

    @Test func whatIsLearnedIsNewsOnce() {
        let memory = DialectMemory()
        let dialect = RequestDialect(host: "h", model: "m", effort: "auto")
        #expect(memory.learn(dialect, for: "m") && !memory.learn(dialect, for: "m"))
        #expect(memory.dialect(for: "m") == dialect && memory.dialect(for: "n") == nil)
    }

    @Test func theOperatorsPatchComesLastAndTheMessagesStand() throws {
        let patch = try members(JSONValue(parsing: Array(#"{"thinking":{"type":"disabled"},"temperature":null,"max_tokens":9}"#.utf8)))
        let dialect = RequestDialect(host: "h", model: "m", effort: "auto")
        let body = String(buffer: Self.body(Self.request, model: "m", dialect: dialect, patch: patch))
        #expect(
            body
                == #"{"model":"m","max_tokens":9,"stream_options":{"include_usage":true},"thinking":{"type":"disabled"},"stream":true,"messages":[{"role":"user","content":"a"}]}"#
        )
        let all = try members(JSONValue(parsing: Array(#"{"model":null,"max_tokens":null,"temperature":null,"stream_options":null}"#.utf8)))
        let bare = String(buffer: Self.body(Self.request, model: "m", dialect: dialect, patch: all))
        #expect(bare == #"{"stream":true,"messages":[{"role":"user","content":"a"}]}"#)
    }

    private func members(_ value: JSONValue) -> [JSONValue.Member] { if case .object(let members) = value { members } else { [] } }
    private func sorted(_ body: ByteBuffer) throws -> [String] {
        try members(JSONValue(parsing: body)).map { "\($0.name) \($0.value.json)" }.sorted()
    }
}
