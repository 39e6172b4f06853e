import Testing

@testable import bellhop

/// F-45: what a reload must not lose.
@Suite struct SettingsReloadTests {
    private func load(_ folder: TemporaryFolder, _ environment: [String: String] = [:]) throws -> Settings {
        try SettingsLoader(flags: [:], environment: environment, folder: folder.path).load()
    }

    /// - Returns: Why the reload is refused; nil where it is not.
    private func objection(_ old: Settings, _ new: Settings) -> String? {
        do throws(SettingsError) {
            try new.checkReload(from: old)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func aKeyThatIsGoneOrEmptyIsNamedWithItsPlace() throws {
        let folder = try TemporaryFolder()
        try folder.write("OPENAI_API_KEY=sk-a\n", to: ".env")
        let old = try load(folder)
        for text in ["", "OPENAI_API_KEY=\n", "OPENAI_API_KEY='  '\n"] {
            try folder.write(text, to: ".env")
            let reason = try #require(objection(old, load(folder)))
            #expect(reason.hasPrefix("upstream.apiKey: it was in .env: OPENAI_API_KEY and is gone"))
        }
        try folder.write("OPENAI_API_KEY=sk-b\n", to: ".env")
        #expect(try objection(old, load(folder)) == nil)
    }

    @Test func aKeyMayMoveToAnotherPlace() throws {
        let folder = try TemporaryFolder()
        try folder.write("OPENAI_API_KEY=sk-a\n", to: ".env")
        let old = try load(folder)
        try folder.remove(".env")
        try folder.write("export const LOCAL_CONFIG = { OPENAI_API_KEY: 'sk-a' };", to: "config/config-local.js")
        #expect(try objection(old, load(folder)) == nil)
    }

    @Test func aFileWhoseSettingsWouldFallBackToTheirDefaultsMustNotBeGone() throws {
        let folder = try TemporaryFolder()
        try folder.write("{ upstream: { url: 'https://h.example/v1' }, chat: { maxTokens: 5 } }", to: "config/bellhop.json5")
        let old = try load(folder, ["OPENAI_API_KEY": "sk-a"])
        try folder.remove("config/bellhop.json5")
        let reason = try #require(objection(old, load(folder, ["OPENAI_API_KEY": "sk-a"])))
        #expect(reason.hasPrefix("config/bellhop.json5: "))
        // A line that is taken out of a file that is there is a change like any other.
        try folder.write("{}", to: "config/bellhop.json5")
        #expect(try objection(old, load(folder, ["OPENAI_API_KEY": "sk-a"])) == nil)
    }

    @Test func noReloadTurnsToTheDemo() throws {
        let folder = try TemporaryFolder()
        let old = try load(folder, ["OPENAI_BASE_URL": "http://h.example/v1"])
        #expect(try objection(old, load(folder, ["OPENAI_BASE_URL": "http://h.example/v1", "BELLHOP_DEMO": "true"])) != nil)
        #expect(try objection(old, load(folder)) != nil)
        #expect(try objection(load(folder), load(folder, ["OPENAI_API_KEY": "sk-a"])) == nil)
    }
}
