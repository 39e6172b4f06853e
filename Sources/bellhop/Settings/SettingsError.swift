/// Why the settings cannot be used: exit 78, one line that names place, key, what was found and what is allowed.
enum SettingsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A value that its setting does not take. `found` is never a secret.
    case badValue(origin: String, key: String, found: String, allowed: String)
    /// A key that no setting has.
    case unknownKey(file: String, key: String, nearest: String?)
    /// A named file that is not there or cannot be read.
    case unreadable(file: String, reason: String)
    /// A file that is not of its form.
    case malformed(file: String, reason: String)
    /// `requireKey` without a key.
    case keyMissing
    /// Something that a reload would lose: a key, a file, the real model. The text says what.
    case lost(String)
    /// Two settings that do not go together.
    case conflict(String)

    var description: String {
        switch self {
        case .badValue(let origin, let key, let found, let allowed): "\(origin): \(key): found \(found), allowed is \(allowed)"
        case .unknownKey(let file, let key, let nearest):
            "\(file): \(key): unknown key" + (nearest.map { "; did you mean \($0)?" } ?? "; `bellhop check` lists every key")
        case .unreadable(let file, let reason): "\(file): cannot be read: \(reason)"
        case .malformed(let file, let reason): "\(file): \(reason)"
        case .keyMissing:
            "upstream.apiKey: none found, but upstream.requireKey is true: set OPENAI_API_KEY or put the key into config/config-local.js"
        case .lost(let what): "\(what); a reload takes nothing away, start anew for that"
        case .conflict(let sentence): sentence
        }
    }
}
