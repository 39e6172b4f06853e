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
        return setting.isSecret ? "<redacted>" : PrintableText.of(shown(value.description, of: setting.kind))
    }

    private static func shown(_ text: String, of kind: SettingKind) -> String {
        if case .url = kind { return RedactedURL(text).description }
        return RedactedURL.isIn(text) ? RedactedURL(text).description : text
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }
}
