import JSON

/// The local setup's key file, an ES module such as
/// `export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-...' };` (docs/settings.md §2).
///
/// Read and never run: the object behind `LOCAL_CONFIG =` or `export default`, which may stand in `Object.freeze(…)`, is JSON5. What only
/// running could tell, such as a text put together with `+` or `process.env.KEY`, is an error that names its line.
struct LocalConfigFile: Sendable, Equatable {
    /// The key; nil where the file has none, an empty one, or still the example's `sk-...`.
    let apiKey: String?

    /// - Throws: ``SettingsError/malformed(file:reason:)`` with the line, never with the file's text.
    init(parsing bytes: [UInt8], name: String) throws(SettingsError) {
        let object: JSONValue
        do throws(JSON5Reader.Failure) {
            var reader = try JSON5Reader(bytes)
            guard try reader.skipToObject() else {
                throw JSON5Reader.Failure(
                    line: 1, reason: "no `export const LOCAL_CONFIG = { OPENAI_API_KEY: '…' };` found, see config/config-local.js.example")
            }
            object = try reader.value()
        } catch {
            throw .malformed(file: name, reason: "line \(error.line): \(error.reason)")
        }
        switch object["OPENAI_API_KEY"] {
        case nil: apiKey = nil
        case .string(let text): apiKey = text.isEmpty || text == "sk-..." ? nil : text
        default: throw .malformed(file: name, reason: "OPENAI_API_KEY: expected a text in quotes")
        }
    }
}

extension JSON5Reader {
    /// Goes to the brace behind `LOCAL_CONFIG =` or `export default`; comments and texts on the way are passed over.
    fileprivate mutating func skipToObject() throws(Failure) -> Bool {
        var before = ""
        while true {
            try skipBlanks()
            guard let word = try nextWord() else { return false }
            if word == "LOCAL_CONFIG" {
                try skipBlanks()
                if take("=") { return try skipToBrace() }
            }
            if word == "default", before == "export" { return try skipToBrace() }
            before = word
        }
    }

    /// Goes past `Object.freeze(` and the like.
    private mutating func skipToBrace() throws(Failure) -> Bool {
        while true {
            try skipBlanks()
            if isAt("{") { return true }
            guard let word = try nextWord() else { return false }
            guard ["Object", ".", "freeze", "("].contains(word) else { throw failure("expected an object in braces after “=”") }
        }
    }
}
