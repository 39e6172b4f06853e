import FoundationEssentials
import Testing

@testable import bellhop

/// docs/settings.md §2: `config/bellhop.json5` holds every setting, commented out, with its default.
@Suite struct ExampleFileTests {
    private static let root = String(#filePath.prefix(upTo: #filePath.firstRange(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))

    private func lines() throws -> [String] {
        let text = String(decoding: try Data(contentsOf: URL(filePath: Self.root + "/config/bellhop.json5")), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func values(_ lines: [String]) throws -> [String: SettingValue] {
        try SettingsFile(parsing: Array(lines.joined(separator: "\n").utf8), name: "config/bellhop.json5").values
    }

    @Test func asItStandsItSetsNothing() throws { #expect(try values(lines()).isEmpty) }

    @Test func withoutItsSlashesItSetsEverythingToItsDefault() throws {
        let all = try values(
            lines().map { $0.hasPrefix("//") ? "" : $0.trimmingSpaces.hasPrefix("// ") ? String($0.trimmingSpaces.dropFirst(3)) : $0 })
        #expect(Set(all.keys) == Set(Setting.all.filter(\.isInFile).map(\.key)))
        for setting in Setting.all {
            guard let fallback = setting.fallback else { continue }
            #expect(all[setting.key] == SettingValue(text: fallback, as: setting.kind), "\(setting.key)")
        }
    }
}
