/// Brings the places together: flag, environment, `.env`, `config/config-local.js`, `config/bellhop.json5`, default (docs/settings.md §2).
struct SettingsLoader: Sendable {
    /// Flags by setting key, as typed.
    var flags: [String: String]
    var environment: [String: String]
    /// Values that stand in for the defaults of ``Setting/all``; `dev` has some.
    var defaults: [String: String] = [:]
    /// The folder that relative files count from, with its `/`; empty: the working directory.
    var folder = ""

    static let dotEnvFile = ".env"
    static let defaultFile = "config/bellhop.json5"
    static let keyFile = "config/config-local.js"
    /// Where a key file would lie beside served files; read last, with a warning.
    static let misplacedKeyFile = "widget/js/config-local.js"

    /// Reads every place anew; files are taken from the working directory.
    func load() throws(SettingsError) -> Settings {
        var found = Findings()
        let flagLayer = SettingsLayer(flags: flags)
        let environmentLayer = SettingsLayer(environment: environment)
        let dotEnv = try dotEnvLayer(&found)
        let outer = [flagLayer, environmentLayer, dotEnv].compactMap { $0 }
        found.warnings += unknownNames(environment.keys, prefix: "")

        var inner = try keyLayer(Self.keyFile, &found)
        let file = try fileLayer(outer, &found)
        if let file { inner.append(file) }
        inner += try keyLayer(Self.misplacedKeyFile, &found)

        let resolved = try resolve(outer + inner)
        return try Settings(resolved: resolved, warnings: found.warnings, files: found.files)
    }

    /// What reading the places brought up besides values.
    private struct Findings {
        var warnings: [String] = []
        /// The files that were there, as messages call them.
        var files: Set<String> = []
    }

    private func resolve(_ layers: [SettingsLayer]) throws(SettingsError) -> [String: Settings.Resolved] {
        var resolved: [String: Settings.Resolved] = [:]
        for setting in Setting.all {
            for layer in layers {
                guard let found = try layer.value(of: setting) else { continue }
                resolved[setting.key] = Settings.Resolved(value: found.value, origin: found.origin)
                break
            }
            guard resolved[setting.key] == nil, let text = defaults[setting.key] ?? setting.fallback else { continue }
            guard let value = SettingValue(text: text, as: setting.kind) else {
                throw .badValue(origin: "default", key: setting.key, found: text, allowed: setting.kind.allowed)
            }
            resolved[setting.key] = Settings.Resolved(value: value, origin: "default")
        }
        return resolved
    }

    private func dotEnvLayer(_ found: inout Findings) throws(SettingsError) -> SettingsLayer? {
        guard let file = try read(Self.dotEnvFile, mustExist: false) else { return nil }
        found.files.insert(Self.dotEnvFile)
        let dotEnv = DotEnvFile(parsing: file.bytes)
        found.warnings += dotEnv.problems.map { "\(Self.dotEnvFile): line \($0.line): \($0.reason); it is ignored" }
        found.warnings += unknownNames(dotEnv.values.keys, prefix: Self.dotEnvFile + ": ")
        if file.isReadableByOthers, dotEnv.values["OPENAI_API_KEY"]?.isEmpty == false {
            found.warnings.append(Self.openToOthers(Self.dotEnvFile))
        }
        return SettingsLayer(environment: dotEnv.values, prefix: Self.dotEnvFile + ": ")
    }

    private func keyLayer(_ path: String, _ found: inout Findings) throws(SettingsError) -> [SettingsLayer] {
        guard let file = try read(path, mustExist: false) else { return [] }
        found.files.insert(path)
        let key = try LocalConfigFile(parsing: file.bytes, name: path).apiKey
        if path == Self.misplacedKeyFile {
            found.warnings.append("\(path): a key does not belong beside served files; move it to \(Self.keyFile)")
        }
        guard let key else { return [] }
        if file.isReadableByOthers { found.warnings.append(Self.openToOthers(path)) }
        return [SettingsLayer(file: path, values: ["upstream.apiKey": .text(key)])]
    }

    private func fileLayer(_ outer: [SettingsLayer], _ found: inout Findings) throws(SettingsError) -> SettingsLayer? {
        guard let setting = Setting.byKey["config"] else { return nil }
        var named: String?
        for layer in outer {
            if case .text(let path)? = try layer.value(of: setting)?.value {
                named = path
                break
            }
        }
        let path = named ?? Self.defaultFile
        guard let file = try read(path, mustExist: named != nil) else { return nil }
        found.files.insert(path)
        return SettingsLayer(file: path, values: try SettingsFile(parsing: file.bytes, name: path).values)
    }

    /// Environment names that begin like ours and are none: probably slips.
    private func unknownNames(_ names: some Sequence<String>, prefix: String) -> [String] {
        let known = Set(Setting.all.flatMap(\.environment))
        return names.sorted().filter { $0.hasPrefix("BELLHOP_") && !known.contains($0) }.map { name in
            let nearest = NearestName.to(name, among: known.sorted())
            return "\(prefix)\(name): no setting has this name" + (nearest.map { "; did you mean \($0)?" } ?? "")
        }
    }

    private func read(_ path: String, mustExist: Bool) throws(SettingsError) -> ConfigurationFile? {
        try Self.file(path, in: folder, mustExist: mustExist)
    }

    /// Reads a configuration file.
    /// - Parameter path: As messages name it; counts from `folder` unless it is absolute.
    static func file(_ path: String, in folder: String = "", mustExist: Bool) throws(SettingsError) -> ConfigurationFile? {
        do throws(ConfigurationFile.Problem) {
            return try ConfigurationFile(path: path.hasPrefix("/") ? path : folder + path)
        } catch {
            switch error {
            case .missing where !mustExist: return nil
            case .missing: throw .unreadable(file: path, reason: "there is no such file")
            case .unreadable(let reason): throw .unreadable(file: path, reason: reason)
            }
        }
    }

    private static func openToOthers(_ path: String) -> String {
        "\(path): others may read this key file; run `chmod 600 \(path)`"
    }
}
