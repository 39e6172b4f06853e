import JSON

/// The settings file, `config/bellhop.json5`: JSON5, an object of objects, every key known (docs/settings.md §2).
struct SettingsFile: Sendable, Equatable {
    /// Checked values by setting key.
    let values: [String: SettingValue]

    /// Keys beside the settings' own: editors find the schema by it.
    private static let ignoredKeys: Set<String> = ["$schema"]

    /// - Parameter name: How messages call the file.
    /// - Throws: For the first thing that is wrong, with its line.
    init(parsing bytes: [UInt8], name: String) throws(SettingsError) {
        let root: JSONValue
        let lines: [String: Int]
        do throws(JSON5Reader.Failure) {
            var reader = try JSON5Reader(bytes)
            root = try reader.document()
            lines = reader.lines
        } catch {
            throw .malformed(file: name, reason: "line \(error.line): no valid JSON5: \(error.reason)")
        }
        guard case .object(let members) = root else {
            throw .malformed(file: name, reason: "found \(root.shown), expected an object of settings")
        }
        var collector = Collector(file: name, lines: lines)
        try collector.collect(members.filter { !Self.ignoredKeys.contains($0.name) }, under: "")
        values = collector.values
    }

    /// Goes through the objects and checks each value.
    private struct Collector {
        let file: String
        let lines: [String: Int]
        var values: [String: SettingValue] = [:]

        mutating func collect(_ members: [JSONValue.Member], under prefix: String) throws(SettingsError) {
            for member in members {
                let key = prefix + member.name
                if let setting = Setting.byKey[key], setting.isInFile {
                    try take(member.value, as: setting)
                } else if Setting.all.contains(where: { $0.isInFile && $0.key.hasPrefix(key + ".") }) {
                    guard case .object(let inner) = member.value else {
                        throw .badValue(origin: place(key), key: key, found: member.value.shown, allowed: "an object of settings")
                    }
                    try collect(inner, under: key + ".")
                } else {
                    let nearest = NearestName.to(key, among: Setting.all.filter(\.isInFile).map(\.key))
                    throw .unknownKey(file: place(key), key: key, nearest: nearest)
                }
            }
        }

        private mutating func take(_ value: JSONValue, as setting: Setting) throws(SettingsError) {
            guard let checked = SettingValue(file: value, as: setting.kind) else {
                // Where null means nothing of its own it is the same as no line.
                if value == .null { return }
                let found = value.text.map(setting.found) ?? (setting.isSecret ? "something that is no text" : value.shown)
                throw .badValue(origin: place(setting.key), key: setting.key, found: found, allowed: setting.kind.allowed)
            }
            values[setting.key] = checked
        }

        private func place(_ key: String) -> String { file + (lines[key].map { ": line \($0)" } ?? "") }
    }
}

extension JSONValue {
    /// How a message about settings shows the value.
    var shown: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): String(flag)
        case .number(let text, _): text
        case .string(let text): "\"\(text)\""
        case .array: "a list"
        case .object: "an object"
        }
    }
}
