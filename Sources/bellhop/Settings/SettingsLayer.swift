import Configuration

/// One place that settings come from. The first place of ``SettingsLoader`` that has a value wins.
struct SettingsLayer: Sendable {
    /// How a value's origin is shown: the name it goes by there (`--port`, `.env: PORT`, `config/bellhop.json5`).
    enum Naming: Sendable {
        case flags
        case environment(prefix: String)
        case file(String)
    }

    let naming: Naming
    private let provider: any ConfigProvider
    /// The same where it is an environment: names count as they stand there, in their case.
    private let variables: EnvironmentVariablesProvider?
    /// Checked values of a file, where types were already looked at.
    private let checked: [String: SettingValue]

    /// Flags, by setting key, as they were typed.
    init(flags: [String: String]) {
        naming = .flags
        provider = InMemoryProvider(
            name: "flags",
            values: Dictionary(uniqueKeysWithValues: flags.map { (Self.key($0.key), .init(.string($0.value), isSecret: false)) }))
        checked = [:]
        variables = nil
    }

    /// Environment variables, those of the process or those of `.env`.
    init(environment: EnvironmentVariablesProvider, prefix: String = "") {
        naming = .environment(prefix: prefix)
        provider = environment
        variables = environment
        checked = [:]
    }

    init(file: String, values: [String: SettingValue]) {
        naming = .file(file)
        provider = InMemoryProvider(name: file, values: [:])
        checked = values
        variables = nil
    }

    /// Looks a setting up.
    /// - Returns: nil where this place does not have it; an empty environment variable counts as not set.
    func value(of setting: Setting) throws(SettingsError) -> (value: SettingValue, origin: String)? {
        switch naming {
        case .file(let name): return checked[setting.key].map { ($0, name) }
        case .flags:
            guard let flag = setting.flag, let text = text(Self.key(setting.key)) else { return nil }
            return (try parsed(text, as: setting, origin: flag), flag)
        case .environment(let prefix):
            for name in setting.environment {
                guard let text = try? variables?.environmentValue(forName: name), !text.isEmpty else { continue }
                return (try parsed(text, as: setting, origin: prefix + name), prefix + name)
            }
            return nil
        }
    }

    private func text(_ key: AbsoluteConfigKey) -> String? {
        guard let found = try? provider.value(forKey: key, type: .string), case .string(let text)? = found.value?.content else {
            return nil
        }
        return text
    }

    private func parsed(_ text: String, as setting: Setting, origin: String) throws(SettingsError) -> SettingValue {
        guard let value = SettingValue(text: text, as: setting.kind) else {
            throw .badValue(origin: origin, key: setting.key, found: setting.found(text), allowed: setting.kind.allowed)
        }
        return value
    }

    private static func key(_ name: String) -> AbsoluteConfigKey { AbsoluteConfigKey([name], context: [:]) }
}
