import Chat
import NIOCore
import Server

/// What the settings come to, a sentence a line, for `bellhop check`.
struct CheckFacts {
    let settings: Settings
    /// The configuration files that are there; a built-in one stands in for each that is not.
    let present: Set<String>
    let reloadable: ServerParts.Reloadable

    /// - Throws: Where a chat cannot be begun with these settings.
    func lines() throws -> [String] { [answers, hotel, prompts, try start] }

    private var answers: String {
        guard !settings.isDemo else { return settings.answersFrom }
        let key = settings.apiKey == nil ? "" : ", key from \(settings.origin("upstream.apiKey"))"
        return settings.answersFrom
            + ": \(settings.text("upstream.url").map { RedactedURL($0).description } ?? "-"), model \(settings.text("chat.model") ?? "-")"
            + key
    }

    private var hotel: String {
        let file = settings.text("hotel") ?? ServerFactory.hotelFile
        let isBuiltIn = settings.text("hotel") == nil && !present.contains(file)
        let rooms = reloadable.hotel.rooms.count
        return "the hotel is \(reloadable.hotel.name), \(rooms) \(rooms == 1 ? "room" : "rooms"), "
            + (isBuiltIn ? "the built-in example; `bellhop init` writes a config/hotel.json to be made yours" : "from \(file)")
    }

    private var prompts: String {
        let (own, builtIn) = (
            Assistant.allCases.filter { present.contains(ServerFactory.promptFile($0)) },
            Assistant.allCases.filter { !present.contains(ServerFactory.promptFile($0)) }
        )
        let parts = [
            own.isEmpty ? nil : own.map(ServerFactory.promptFile).joined(separator: ", "),
            builtIn.isEmpty ? nil : "built in: " + builtIn.map(\.rawValue).joined(separator: ", "),
        ]
        return "prompts: " + parts.compactMap { $0 }.joined(separator: "; ")
    }

    /// The prompt of a chat's first question, as admission counts it: a quarter of its bytes.
    private var start: String {
        get throws {
            let counts = try Assistant.allCases.map { assistant in
                let body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"assistant\":\"\(assistant.rawValue)\"}"
                let request = try reloadable.requestFactory.judge(ByteBuffer(string: body), now: ServerFactory.clock())
                return "\(request.estimatedPromptTokens) (\(assistant.rawValue))"
            }
            return "a chat starts with about this many tokens: " + counts.joined(separator: ", ")
        }
    }
}
