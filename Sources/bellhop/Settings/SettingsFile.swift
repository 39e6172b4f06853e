import FoundationEssentials

/// The settings file, `config/bellhop.json5`: JSON5, an object of objects, every key known (contract §2).
struct SettingsFile: Sendable, Equatable {
    /// Checked values by setting key.
    let values: [String: SettingValue]

    /// - Parameter name: How messages call the file.
    init(parsing bytes: [UInt8], name: String) throws(SettingsError) {
        let root: FileValue
        do {
            let decoder = JSONDecoder()
            decoder.allowsJSON5 = true
            root = try decoder.decode(FileValue.self, from: Data(bytes))
        } catch {
            throw .malformed(file: name, reason: Self.reason(for: error))
        }
        guard case .object(let members) = root else {
            throw .malformed(file: name, reason: "found \(root.shown), expected an object of settings")
        }
        var values: [String: SettingValue] = [:]
        try Self.collect(members, under: "", file: name, into: &values)
        self.values = values
    }

    private static func collect(
        _ members: [String: FileValue], under prefix: String, file: String, into values: inout [String: SettingValue]
    ) throws(SettingsError) {
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let key = prefix + name
            if let setting = Setting.byKey[key], setting.isInFile {
                guard let checked = SettingValue(file: value, as: setting.kind) else {
                    // Where null means nothing of its own it is the same as no line.
                    if value == .null { continue }
                    let found: String
                    if case .text(let text) = value {
                        found = setting.found(text)
                    } else {
                        found = setting.isSecret ? "something that is no text" : value.shown
                    }
                    throw .badValue(origin: file, key: key, found: found, allowed: setting.kind.allowed)
                }
                values[key] = checked
            } else if case .object(let inner) = value, Setting.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                try collect(inner, under: key + ".", file: file, into: &values)
            } else if Setting.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                throw .badValue(origin: file, key: key, found: value.shown, allowed: "an object of settings")
            } else {
                throw .unknownKey(file: file, key: key, nearest: NearestName.to(key, among: Setting.all.filter(\.isInFile).map(\.key)))
            }
        }
    }

    private static func reason(for error: any Error) -> String {
        guard case DecodingError.dataCorrupted(let context)? = error as? DecodingError else { return "no valid JSON5" }
        let detail = (context.underlyingError as? CocoaError).flatMap { $0.userInfo["NSDebugDescription"] as? String }
        return "no valid JSON5: " + (detail ?? context.debugDescription)
    }
}
