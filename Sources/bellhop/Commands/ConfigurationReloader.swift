import Logging
import Server

/// Reads the configuration anew while the server runs: all of it or nothing (docs/settings.md §2, "Reloading").
actor ConfigurationReloader {
    private let loader: SettingsLoader
    private let makeFactory: @Sendable (Settings) -> ServerFactory
    private let version: String
    /// What holds now.
    private(set) var settings: Settings
    /// The files without which something built in would take over, as far as they were there.
    private var present: Set<String>

    /// - Parameters:
    ///   - settings: Those that the server was started with.
    ///   - version: The bundle's.
    init(
        _ loader: SettingsLoader, settings: Settings, version: String, makeFactory: @escaping @Sendable (Settings) -> ServerFactory
    ) {
        self.loader = loader
        self.makeFactory = makeFactory
        self.version = version
        self.settings = settings
        present = makeFactory(settings).presentFiles
    }

    /// Hands over what was read, if all of it can be used.
    ///
    /// - Throws: What is wrong or would be lost; then nothing was handed over.
    func reload(_ exchange: @Sendable (ServerParts.Reloadable) throws -> Void) throws {
        let new = try loader.load()
        try new.checkReload(from: settings)
        var factory = makeFactory(new)
        factory.required = present
        let state = try factory.reloadable(version: version)
        _ = try ReceptionSettings(new, state.hotel)
        try exchange(state)
        factory.reception?.use(state.hotel)
        settings = new
        present.formUnion(factory.presentFiles)
    }
}
