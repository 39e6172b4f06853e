import JSON
import NIOCore

/// A vendor's error, whatever its shape (docs/providers.md §4): an object or a text under `error`, `{"object":"error","message":…}`,
/// `{"detail":…}`,
/// a bare `message`, an array of these, or plain words. Pure; the texts are the vendor's own: redact before use.
struct VendorError: Equatable {
    /// The first text in it, at most ``messageLimit`` characters; empty where there is none.
    var message = ""
    /// The family, or the status by name.
    var type: String?
    /// The field that it names.
    var param: String?
    /// A number as text.
    var code: String?
    /// The last items of all `loc` lists: fields that a validator names.
    var locations: [String] = []

    static let messageLimit = 500
    private static let textNames = ["message", "msg", "detail", "error", "error_description", "errors", "title"]

    /// Reads the body of an answer with an error status: JSON of any shape, or a text.
    init(body: ByteBuffer) {
        if let value = try? JSONValue(parsing: body) {
            self = VendorError(any: value)
        } else {
            let text = String(decoding: body.readableBytesView.prefix(4 * Self.messageLimit), as: UTF8.self)
            // A page says nothing to anybody who reads a log.
            message = text.first { !$0.isWhitespace } == "<" ? "" : Self.short(text)
        }
    }

    /// Reads an event, or an answer with status 200.
    ///
    /// - Returns: nil where it is no error: `error` that is null, empty or false is none.
    init?(event value: JSONValue) {
        if case .array(let items) = value {
            for item in items {
                guard let found = VendorError(event: item) else { continue }
                self = found
                return
            }
            return nil
        }
        let isError =
            Self.isFilled(value["error"]) || value["object"]?.text == "error" || value["choices"] == nil && Self.isFilled(value["detail"])
        guard isError else { return nil }
        self = VendorError(any: value)
    }

    private init(any value: JSONValue) {
        message = Self.short(Self.firstText(value) ?? "")
        locations = Self.locations(value)
        var core = value
        if case .array(let items) = core, let first = items.first { core = first }
        let outer = core
        if case .object? = core["error"], let inner = core["error"] { core = inner }
        type = core["type"]?.text ?? core["status"]?.text
        param = core["param"]?.text
        code = Self.scalar(core["code"]) ?? Self.scalar(outer["code"])
    }

    /// Whether a value says something.
    private static func isFilled(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null, .boolean(false): false
        case .string(let text): !text.isEmpty
        case .array(let items): !items.isEmpty
        case .object(let members): !members.isEmpty
        default: true
        }
    }

    private static func scalar(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text): text.isEmpty ? nil : text
        case .number(let text, _): text
        default: nil
        }
    }

    /// The first text, those under a telling name before all others.
    private static func firstText(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): return text.isEmpty ? nil : text
        case .array(let items):
            for item in items { if let text = firstText(item) { return text } }
            return nil
        case .object(let members):
            for name in textNames { if let text = value[name].flatMap(firstText) { return text } }
            for member in members { if let text = firstText(member.value) { return text } }
            return nil
        default: return nil
        }
    }

    private static func locations(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let items): items.flatMap(locations)
        case .object(let members):
            members.flatMap { member in
                if member.name == "loc", case .array(let path) = member.value { return [path.last?.text].compactMap { $0 } }
                return locations(member.value)
            }
        default: []
        }
    }

    private static func short(_ text: String) -> String { String(text.prefix(messageLimit)) }
}
