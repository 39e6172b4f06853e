/// What values a setting takes.
enum SettingKind: Sendable {
    case text
    /// A file or folder; relative ones count from the working directory.
    case path
    /// An `http` or `https` URL of an API's root; user, password and fragment have no place in it.
    case url
    /// A forward proxy: `[http[s]://][user:password@]host[:port]`.
    case proxy
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    /// A number, or `null`, which is a value of its own: "not sent".
    case numberOrNull(ClosedRange<Double>)
    case boolean
    /// Text items; separated by commas outside the file.
    case list
    case choice([String])
    /// Text that no output shows.
    case secret
    /// A JSON object; JSON text outside the file.
    case object
    /// A JSON object whose values are texts that no output shows: header fields.
    case headers

    /// The allowed values in words, for messages and help.
    var allowed: String {
        switch self {
        case .text, .secret: "text"
        case .path: "a path"
        case .url: "an http or https URL without user, password or fragment"
        case .proxy: "http://host:port"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "a number from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))"
        case .numberOrNull(let range): "a number from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound)), or null"
        case .boolean: "true or false"
        case .list: "a list of texts"
        case .object: "a JSON object"
        case .headers: "an object of header fields, each value a text of visible ASCII characters"
        case .choice(let words): words.joined(separator: " or ")
        }
    }

    private static func short(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }
}
