import Configuration
import SystemPackage

/// Brings the places together: flag, environment, `.env`, `config/config-local.js`, `config/bellhop.json5`, default (contract §2).
struct SettingsLoader: Sendable {
    /// Flags by setting key, as typed.
    var flags: [String: String]
    var environment: [String: String]
    /// Values that stand in for the defaults of ``Setting/all``; `dev` has some.
    var defaults: [String: String] = [:]
    /// The folder that relative files count from, with its `/`; empty: the working directory.
    var folder = ""

    static let defaultFile = "config/bellhop.json5"
    static let keyFile = "config/config-local.js"
    /// Where a key file would lie beside served files; read last, with a warning.
    static let misplacedKeyFile = "widget/js/config-local.js"

    /// Reads every place anew; files are taken from the working directory.
    func load() async throws -> Settings {
        var warnings: [String] = []
        let flagLayer = SettingsLayer(flags: flags)
        let environmentLayer = SettingsLayer(environment: EnvironmentVariablesProvider(environmentVariables: environment))
        let dotEnv = try await dotEnvLayer(&warnings)
        let outer = [flagLayer, environmentLayer, dotEnv].compactMap { $0 }
        warnings += unknownNames()

        var inner = try keyLayer(Self.keyFile, &warnings)
        let file = try fileLayer(outer)
        if let file { inner.append(file) }
        inner += try keyLayer(Self.misplacedKeyFile, &warnings)

        var resolved: [String: Settings.Resolved] = [:]
        for setting in Setting.all {
            for layer in outer + inner {
                guard let found = try layer.value(of: setting) else { continue }
                resolved[setting.key] = Settings.Resolved(value: found.value, origin: found.origin)
                break
            }
            guard resolved[setting.key] == nil, let text = defaults[setting.key] ?? setting.fallback else { continue }
            guard let value = SettingValue(text: text, as: setting.kind) else {
                throw SettingsError.badValue(origin: "default", key: setting.key, found: text, allowed: setting.kind.allowed)
            }
            resolved[setting.key] = Settings.Resolved(value: value, origin: "default")
        }
        return try Settings(resolved: resolved, warnings: warnings)
    }

    private func dotEnvLayer(_ warnings: inout [String]) async throws -> SettingsLayer? {
        guard let file = try read(".env", mustExist: false) else { return nil }
        let provider: EnvironmentVariablesProvider
        do {
            provider = try await EnvironmentVariablesProvider(environmentFilePath: FilePath(folder + ".env"))
        } catch {
            throw SettingsError.unreadable(file: ".env", reason: "it is no file of NAME=value lines")
        }
        if file.isReadableByOthers, (try? provider.environmentValue(forName: "OPENAI_API_KEY"))?.isEmpty == false {
            warnings.append(Self.openToOthers(".env"))
        }
        return SettingsLayer(environment: provider, prefix: ".env: ")
    }

    private func keyLayer(_ path: String, _ warnings: inout [String]) throws(SettingsError) -> [SettingsLayer] {
        guard let file = try read(path, mustExist: false) else { return [] }
        let key = try LocalConfigFile(parsing: file.bytes, name: path).apiKey
        if path == Self.misplacedKeyFile {
            warnings.append("\(path): a key does not belong beside served files; move it to \(Self.keyFile)")
        }
        guard let key else { return [] }
        if file.isReadableByOthers { warnings.append(Self.openToOthers(path)) }
        return [SettingsLayer(file: path, values: ["upstream.apiKey": .text(key)])]
    }

    private func fileLayer(_ outer: [SettingsLayer]) throws(SettingsError) -> SettingsLayer? {
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
        return SettingsLayer(file: path, values: try SettingsFile(parsing: file.bytes, name: path).values)
    }

    /// Environment names that begin like ours and are none: probably slips.
    private func unknownNames() -> [String] {
        let known = Set(Setting.all.flatMap(\.environment))
        return environment.keys.sorted().filter { $0.hasPrefix("BELLHOP_") && !known.contains($0) }.map { name in
            let nearest = NearestName.to(name, among: known.sorted())
            return "\(name): no setting has this name" + (nearest.map { "; did you mean \($0)?" } ?? "")
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
