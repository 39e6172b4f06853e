/// The local setup's key file, an ES module such as
/// `export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-...' };` (contract §2).
///
/// Read as tokens and never run. Understood: comments, every quote, trailing commas, more keys, quoted and computed names, `const`, `let` or
/// `var`, exported at once or by a later line or as default, and texts put together with `+`.
struct LocalConfigFile: Sendable, Equatable {
    /// The key; nil where the file has none, an empty one, or still the example's `sk-...`.
    let apiKey: String?

    /// - Throws: ``SettingsError/malformed(file:reason:)`` with the line, never with the file's text.
    init(parsing bytes: [UInt8], name: String) throws(SettingsError) {
        var tokens: [ScriptToken] = []
        var tokenizer = ScriptTokenizer(bytes)
        do throws(ScriptTokenizer.Failure) {
            while let token = try tokenizer.next() { tokens.append(token) }
        } catch {
            throw .malformed(file: name, reason: "line \(error.line): \(error.reason)")
        }
        guard let object = Self.object(in: tokens) else {
            throw .malformed(
                file: name, reason: "no `export const LOCAL_CONFIG = { OPENAI_API_KEY: '…' };` found, see config/config-local.js.example")
        }
        switch Self.value(of: "OPENAI_API_KEY", in: object) {
        case .absent: apiKey = nil
        case .text(let text): apiKey = text.isEmpty || text == "sk-..." ? nil : text
        case .other: throw .malformed(file: name, reason: "OPENAI_API_KEY: expected a text in quotes")
        }
    }

    private enum Value { case absent, text(String), other }

    /// The tokens between the braces of the configuration object.
    private static func object(in tokens: [ScriptToken]) -> ArraySlice<ScriptToken>? {
        let starts = [
            tokens.firstIndex(of: .word("LOCAL_CONFIG")).flatMap { name in
                tokens.index(after: name) < tokens.count && tokens[name + 1] == .mark(UInt8(ascii: "=")) ? name + 2 : nil
            },
            tokens.indices.first { tokens[$0] == .word("export") && $0 + 1 < tokens.count && tokens[$0 + 1] == .word("default") }.map {
                $0 + 2
            },
        ]
        guard let start = starts.compactMap({ $0 }).first,
            let open = tokens[min(start, tokens.count)...].firstIndex(of: .mark(UInt8(ascii: "{")))
        else { return nil }
        var depth = 0
        for index in open..<tokens.count {
            if case .mark(let mark) = tokens[index] {
                if mark == UInt8(ascii: "{") { depth += 1 }
                if mark == UInt8(ascii: "}") { depth -= 1 }
            }
            if depth == 0 { return tokens[(open + 1)..<index] }
        }
        return nil
    }

    private static func value(of name: String, in object: ArraySlice<ScriptToken>) -> Value {
        var depth = 0
        var result = Value.absent
        for index in object.indices {
            switch object[index] {
            case .mark(UInt8(ascii: "{")), .mark(UInt8(ascii: "[")), .mark(UInt8(ascii: "(")): depth += 1
            case .mark(UInt8(ascii: "}")), .mark(UInt8(ascii: "]")), .mark(UInt8(ascii: ")")): depth -= 1
            case .word(name) where depth == 0, .string(name) where depth <= 1:
                var after = object[(index + 1)...]
                if depth == 1 {
                    guard object.index(before: index) >= object.startIndex, object[index - 1] == .mark(UInt8(ascii: "[")),
                        after.first == .mark(UInt8(ascii: "]"))
                    else { continue }
                    after = after.dropFirst()
                }
                guard after.first == .mark(UInt8(ascii: ":")) else { continue }
                result = text(after.dropFirst())
            default: break
            }
        }
        return result
    }

    /// Texts joined by `+` up to the member's end.
    private static func text(_ tokens: ArraySlice<ScriptToken>) -> Value {
        var rest = tokens
        var whole = ""
        while true {
            guard case .string(let piece?)? = rest.popFirst() else { return .other }
            whole += piece
            switch rest.popFirst() {
            case nil, .mark(UInt8(ascii: ",")): return .text(whole)
            case .mark(UInt8(ascii: "+")): continue
            default: return .other
            }
        }
    }
}
