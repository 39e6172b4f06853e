import JSON

/// What values a setting takes.
enum SettingKind: Sendable {
    case text
    /// A file or folder; relative ones count from the working directory.
    case path
    /// An `http` or `https` URL.
    case url
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    /// Text items; separated by commas outside the file.
    case list
    case choice([String])
    /// Text that no output shows.
    case secret

    /// The allowed values in words, for messages and help.
    var allowed: String {
        switch self {
        case .text, .secret: "text"
        case .path: "a path"
        case .url: "an http or https URL"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))"
        case .boolean: "true or false"
        case .list: "a list of texts"
        case .choice(let words): words.joined(separator: " or ")
        }
    }

    /// How a message shows a value that was refused.
    func shown(_ value: JSONValue) -> String {
        if case .string(let text) = value { return shown(text) }
        return value.shown
    }

    /// How a message shows a text that was refused: a URL without user, password, query and fragment, which may be secrets.
    func shown(_ text: String) -> String {
        switch self {
        case .secret: "a text"
        case .url: "\"\(RedactedURL(text))\""
        default: RedactedURL.isIn(text) ? "\"\(RedactedURL(text))\"" : "\"\(text)\""
        }
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}
