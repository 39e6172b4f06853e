extension Settings {
    /// What must not be lost on the way from the settings that hold now to these (docs/settings.md §2, "Reloading"; F-45).
    ///
    /// - Throws: ``SettingsError/lost(_:)`` where a key is gone, a file that a setting came from is gone, or the demo model would take over.
    func checkReload(from old: Settings) throws(SettingsError) {
        for setting in Setting.all where setting.isSecret {
            if let before = old.resolved[setting.key], old.hasText(setting.key), !hasText(setting.key) {
                throw .lost("\(setting.key): it was in \(before.origin) and is gone")
            }
        }
        for setting in Setting.all {
            guard let before = old.resolved[setting.key], resolved[setting.key].map({ $0.origin == "default" }) ?? true,
                let file = old.files.subtracting(files).first(where: { before.origin.hasPrefix($0) })
            else { continue }
            throw .lost("\(file): \(setting.key) came from it, and it is gone")
        }
        if isDemo, !old.isDemo { throw .lost("\(origin("demo.enabled")): the demo model would take over") }
    }

    /// Whether a setting is more than blanks.
    private func hasText(_ key: String) -> Bool { resolved[key].map { !$0.value.description.trimmingSpaces.isEmpty } ?? false }
}
