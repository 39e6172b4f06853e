/// Builds the steps of a scenario as an OpenAI-compatible API would send them.
struct ScenarioWriter {
    /// Line end of the event stream.
    var lineEnd = "\n"
    /// Milliseconds between two events.
    var pace = 30
    private(set) var steps: [Scenario.Step] = []

    init(lineEnd: String = "\n", pace: Int = 30) {
        self.lineEnd = lineEnd
        self.pace = pace
    }

    /// An answer from its first event to `[DONE]`.
    static func answer(_ text: String, pace: Int = 30, lineEnd: String = "\n", finish: String = "stop") -> [Scenario.Step] {
        var writer = ScenarioWriter(lineEnd: lineEnd, pace: pace)
        writer.begin()
        writer.say(text)
        writer.finish(finish)
        return writer.steps
    }

    mutating func pause(_ milliseconds: Int) { steps.append(.pause(milliseconds)) }
    mutating func add(_ step: Scenario.Step) { steps.append(step) }
    mutating func raw(_ text: String) { steps.append(.send(Array(text.utf8))) }

    /// The event that names the role.
    mutating func begin() { raw(event(delta: #"{"role":"assistant","content":""}"#)) }

    /// The text, a word an event.
    mutating func say(_ text: String) {
        for piece in Self.pieces(of: text) {
            if pace > 0 { pause(pace) }
            raw(event(delta: "{\"content\":\(DevEvent.quoted(piece))}"))
        }
    }

    mutating func finish(_ reason: String = "stop", done: Bool = true) {
        raw(event(delta: "{}", finish: "\"\(reason)\""))
        if done { raw("data: [DONE]" + lineEnd + lineEnd) }
    }

    /// Sends the steps so far again, cut into pieces of `size` bytes with `pause` ms between them.
    mutating func cutIntoPieces(of size: Int, pause: Int) {
        let bytes = steps.flatMap { if case .send(let bytes) = $0 { bytes } else { [UInt8]() } }
        steps = stride(from: 0, to: bytes.count, by: size).flatMap { start in
            [Scenario.Step.send(Array(bytes[start..<min(start + size, bytes.count)])), .pause(pause)]
        }
    }

    /// Puts all that is sent into one piece.
    mutating func joinIntoOnePiece() {
        steps = [.send(steps.flatMap { if case .send(let bytes) = $0 { bytes } else { [UInt8]() } })]
    }

    func event(delta: String, finish: String = "null") -> String {
        let chunk =
            "{\"id\":\"chatcmpl-scenario\",\"object\":\"chat.completion.chunk\",\"created\":1767225600,\"model\":\"scenario\","
            + "\"choices\":[{\"index\":0,\"delta\":\(delta),\"finish_reason\":\(finish)}]}"
        return "data: " + chunk + lineEnd + lineEnd
    }

    /// Words with the blanks before them, as a tokenizer would leave them.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var current = ""
        for character in text {
            if character == " " || character == "\n", !current.isEmpty, current.last != " ", current.last != "\n" {
                pieces.append(current)
                current = ""
            }
            current.append(character)
            if current.count >= 12 {
                pieces.append(current)
                current = ""
            }
        }
        return current.isEmpty ? pieces : pieces + [current]
    }
}
