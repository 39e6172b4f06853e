import JSON
import Relay

/// What `bellhop check` prints: a line a setting with its value and where that came from.
struct SettingsReport: CustomStringConvertible {
    let settings: Settings

    var description: String {
        let rows = Setting.all.map { setting in
            let found = settings.resolved[setting.key]
            return (key: setting.key, value: Self.shown(found?.value, of: setting), origin: found.map(\.origin) ?? "default")
        }
        let keyWidth = rows.map(\.key.count).max() ?? 0
        let valueWidth = min(40, rows.map(\.value.count).max() ?? 0)
        return rows.map { "\(Self.padded($0.key, keyWidth))  \(Self.padded($0.value, valueWidth))  \($0.origin)" }.joined(separator: "\n")
    }

    private static func shown(_ value: SettingValue?, of setting: Setting) -> String {
        guard let value else { return "-" }
        if case .proxy = setting.kind { return ProxyAddress(value.description)?.description ?? "<redacted>" }
        if value == .json(.object([])) { return value.description }
        return setting.isSecret ? "<redacted>" : withoutPassword(value.description)
    }

    /// A URL's user and password are nobody's business either.
    private static func withoutPassword(_ text: String) -> String {
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].hasSuffix(":"), parts[1].isEmpty, let at = parts[2].lastIndex(of: "@") else { return text }
        return "\(parts[0])//<redacted>\(parts[2][at...])" + (parts.count > 3 ? "/\(parts[3])" : "")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
