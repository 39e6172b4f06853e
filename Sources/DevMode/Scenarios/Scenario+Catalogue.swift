extension Scenario {
    /// Every scenario, in the player's order.
    static let all: [Scenario] = ordinary + slowOrSplit + offers + failures + texts

    /// - Parameter name: As in the URL.
    static func named(_ name: some StringProtocol) -> Scenario? { all.first { $0.name == name } }

    private static let ordinary = [
        Scenario(
            name: "plain", summary: "A short answer, a word at a time", opening: "When is check-in?",
            steps: ScenarioWriter.answer(ScenarioTexts.plain)),
        Scenario(
            name: "markdown", summary: "Every kind of markup", opening: "What can we do tonight?",
            steps: ScenarioWriter.answer(ScenarioTexts.markdown, pace: 20)),
        Scenario(
            name: "long", summary: "20,000 tokens as fast as they come", opening: "Tell me everything",
            steps: ScenarioWriter.answer(ScenarioTexts.long(tokens: 20_000), pace: 1)),
        Scenario(
            name: "burst", summary: "The whole answer in one packet", opening: "When is check-in?", steps: joined(ScenarioTexts.plain)),
    ]

    private static let slowOrSplit = [
        Scenario(
            name: "slow-first-token", summary: "Four seconds until the first word", opening: "When is check-in?",
            steps: [.pause(4000)] + ScenarioWriter.answer(ScenarioTexts.plain)),
        Scenario(
            name: "slow-tokens", summary: "A word every 400 ms", opening: "When is check-in?",
            steps: ScenarioWriter.answer(ScenarioTexts.plain, pace: 400)),
        Scenario(
            name: "split-utf-8", summary: "One byte at a time, characters cut", opening: "早餐几点？",
            steps: split(ScenarioTexts.wide, size: 1, pause: 2)),
        Scenario(
            name: "split-events", summary: "Events cut anywhere, several in a packet", opening: "When is check-in?",
            steps: split(ScenarioTexts.plain, size: 97, pause: 40)),
        Scenario(
            name: "cr-and-crlf-lines", summary: "Lines end in CR and CRLF", opening: "When is check-in?",
            steps: crLines),
        Scenario(
            name: "no-final-newline", summary: "The last event lacks its blank line", opening: "When is check-in?",
            steps: withoutLastNewline),
    ]

    private static let offers = [
        Scenario(
            name: "offer", summary: "A special booking with its offer card", opening: "A romantic stay for two, please",
            steps: ScenarioWriter.answer(ScenarioTexts.offer())),
        Scenario(
            name: "offer-split", summary: "The same, the block cut at every byte", opening: "A romantic stay for two, please",
            steps: split(ScenarioTexts.offer(), size: 3, pause: 4)),
        Scenario(
            name: "offer-cut", summary: "The block cut off by the token limit", opening: "A romantic stay for two, please",
            steps: ScenarioWriter.answer(String(ScenarioTexts.offer().prefix(190)), finish: "length")),
        Scenario(
            name: "offer-impossible", summary: "An offer for a room that does not exist", opening: "A romantic stay for two, please",
            steps: ScenarioWriter.answer(ScenarioTexts.offer(room: "Moon palace", guests: 12))),
        Scenario(
            name: "sold-out", summary: "No room is free", opening: "Which rooms are free?",
            steps: ScenarioWriter.answer("I am sorry, every room is taken on these days. Other days may be free."), isSoldOut: true),
    ]

    private static let failures = [
        Scenario(
            name: "truncated", summary: "Ended by the token limit", opening: "Tell me more",
            steps: ScenarioWriter.answer(ScenarioTexts.plain, finish: "length")),
        // Browsers drop what a page has not read when a connection breaks; the pause lets it read (Streams, ReadableStreamError).
        Scenario(
            name: "cut-mid-stream", summary: "The connection breaks half-way", opening: "Tell me more",
            steps: half(then: [.pause(1600), .cut])),
        Scenario(
            name: "error-in-stream", summary: "An error event half-way", opening: "Tell me more",
            steps: half(then: [.send(Array("data: \(error("upstream_truncated", type: "upstream_error"))\n\n".utf8))])),
        failure("rate-limited", "429 with Retry-After: 5", 429, "rate_limit_exceeded", headers: [("retry-after", "5")]),
        failure("server-error", "502 with an error object", 502, "upstream_error"),
        Scenario(
            name: "html-error", summary: "500 with a page of a proxy", opening: "Hello", status: 500, contentType: "text/html",
            steps: [.send(Array("<!doctype html><title>500</title><h1>Internal Server Error</h1><script>window.hacked = 1</script>".utf8))]),
        Scenario(name: "timeout", summary: "Silence after the first words", opening: "Hello", steps: half(then: [.hang])),
        Scenario(
            name: "json-instead-of-a-stream", summary: "A whole completion as JSON", opening: "When is check-in?",
            contentType: "application/json", steps: [.send(completion)]),
        Scenario(name: "empty-answer", summary: "A stream without a word", opening: "Hello", steps: ScenarioWriter.answer("")),
    ]

    private static let texts = [
        Scenario(
            name: "unsafe-markup", summary: "HTML, scripts and false links as text", opening: "Show me something",
            steps: ScenarioWriter.answer(ScenarioTexts.unsafe)),
        Scenario(
            name: "right-to-left", summary: "Arabic with Latin words in it", opening: "مرحبا",
            steps: ScenarioWriter.answer(ScenarioTexts.rightToLeft)),
        Scenario(
            name: "chinese-and-emoji", summary: "Wide characters and joined emoji", opening: "你好",
            steps: ScenarioWriter.answer(ScenarioTexts.wide, pace: 60)),
    ]

    private static func failure(
        _ name: String, _ summary: String, _ status: Int, _ code: String, headers: [(name: String, value: String)] = []
    ) -> Scenario {
        Scenario(
            name: name, summary: summary, opening: "Hello", status: status, contentType: "application/json", headers: headers,
            steps: [.send(Array(error(code, type: status == 429 ? "rate_limit_error" : "upstream_error").utf8))])
    }

    private static func error(_ code: String, type: String) -> String {
        "{\"error\":{\"message\":\"A scenario's error.\",\"type\":\"\(type)\",\"param\":null,\"code\":\"\(code)\"}}"
    }

    private static func joined(_ text: String) -> [Step] {
        var writer = ScenarioWriter(pace: 0)
        writer.begin()
        writer.say(text)
        writer.finish()
        writer.joinIntoOnePiece()
        return writer.steps
    }

    private static func split(_ text: String, size: Int, pause: Int) -> [Step] {
        var writer = ScenarioWriter(pace: 0)
        writer.begin()
        writer.say(text)
        writer.finish()
        writer.cutIntoPieces(of: size, pause: pause)
        return writer.steps
    }

    private static func half(then end: [Step]) -> [Step] {
        var writer = ScenarioWriter()
        writer.begin()
        writer.say("Good evening, and welcome to Hotel Aurora. The garden rooms are")
        for step in end { writer.add(step) }
        return writer.steps
    }

    private static var crLines: [Step] {
        var writer = ScenarioWriter(lineEnd: "\r")
        writer.begin()
        writer.say("These lines end in CR alone. ")
        writer.lineEnd = "\r\n"
        writer.say("And these end in CR and LF.")
        writer.finish()
        return writer.steps
    }

    private static var withoutLastNewline: [Step] {
        var writer = ScenarioWriter()
        writer.begin()
        writer.say(ScenarioTexts.plain)
        writer.finish(done: false)
        writer.raw("data: [DONE]")
        return writer.steps
    }

    private static var completion: [UInt8] {
        let text = DevEvent.quoted(ScenarioTexts.plain)
        return Array(
            ("{\"id\":\"chatcmpl-scenario\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"scenario\",\"choices\":"
                + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\(text),\"refusal\":null},\"finish_reason\":\"stop\"}]}")
                .utf8)
    }
}
