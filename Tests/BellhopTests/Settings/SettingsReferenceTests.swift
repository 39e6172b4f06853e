import FoundationEssentials
import Testing

@testable import bellhop

/// `docs/settings.md`, section 3, is compared with the table that the program goes by.
@Suite struct SettingsReferenceTests {
    private static let root = String(#filePath.prefix(upTo: #filePath.firstRange(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))

    /// The columns of the reference that the program knows: all but the meaning.
    private static func columns(_ setting: Setting) -> [String] {
        let fallback = setting.fallback.map { $0.isEmpty ? "empty" : "`\($0)`" } ?? "none"
        let environment = setting.environment.map { "`\($0)`" }.joined(separator: ", ")
        return ["`\(setting.key)`", setting.flag.map { "`\($0)`" } ?? "", environment, fallback, setting.kind.allowed]
    }

    /// The reference's rows, each cell without the blanks around it.
    private func rows() throws -> [[String]] {
        let text = String(decoding: try Data(contentsOf: URL(filePath: Self.root + "/docs/settings.md")), as: UTF8.self)
        let reference = text.split(separator: "## 3. Reference").last.map(String.init) ?? ""
        return reference.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast().map { String(String($0).trimmingSpaces) }
        }
    }

    @Test func itHasEverySettingAndNoOtherInTheProgramsOrder() throws {
        #expect(try rows().map { $0.first ?? "" } == Setting.all.map { "`\($0.key)`" })
    }

    @Test(arguments: Setting.all.map(\.key)) func aRowHasTheSettingsNamesDefaultAndValuesAndAMeaning(key: String) throws {
        let setting = try #require(Setting.byKey[key])
        let row = try #require(try rows().first { $0.first == "`\(key)`" }, "no row for \(key)")
        #expect(Array(row.dropLast()) == Self.columns(setting))
        #expect(row.last?.isEmpty == false)
    }
}
