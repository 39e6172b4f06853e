/// One place that settings come from. The first place of ``SettingsLoader`` that has a value wins.
struct SettingsLayer: Sendable {
    /// How a value's origin is shown: the name it goes by there (`--port`, `.env: PORT`, `config/bellhop.json5`).
    private enum Naming: Sendable {
        case flags
        case environment(prefix: String)
        case file(String)
    }

    private let naming: Naming
    /// As typed or written, by setting key for flags, by variable's name for environments.
    private var texts: [String: String] = [:]
    /// Values of a file, where types were looked at already.
    private var checked: [String: SettingValue] = [:]

    /// Flags, by setting key, as they were typed.
    init(flags: [String: String]) {
        naming = .flags
        texts = flags
    }

    /// Environment variables, those of the process or those of `.env`.
    init(environment: [String: String], prefix: String = "") {
        naming = .environment(prefix: prefix)
        texts = environment
    }

    /// The values of a file, by setting key.
    init(file: String, values: [String: SettingValue]) {
        naming = .file(file)
        checked = values
    }

    /// Looks a setting up.
    /// - Returns: nil where this place does not have it; an empty environment variable counts as not set.
    func value(of setting: Setting) throws(SettingsError) -> (value: SettingValue, origin: String)? {
        switch naming {
        case .file(let name): return checked[setting.key].map { ($0, name) }
        case .flags:
            guard let flag = setting.flag, let text = texts[setting.key] else { return nil }
            return (try parsed(text, as: setting, origin: flag), flag)
        case .environment(let prefix):
            for name in setting.environment {
                guard let text = texts[name], !text.isEmpty else { continue }
                return (try parsed(text, as: setting, origin: prefix + name), prefix + name)
            }
            return nil
        }
    }

    private func parsed(_ text: String, as setting: Setting, origin: String) throws(SettingsError) -> SettingValue {
        guard let value = SettingValue(text: text, as: setting.kind) else {
            throw .badValue(origin: origin, key: setting.key, found: setting.found(text), allowed: setting.kind.allowed)
        }
        return value
    }
}
