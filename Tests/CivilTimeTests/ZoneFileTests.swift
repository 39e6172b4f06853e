import Testing

@testable import CivilTime

/// RFC 9636 §3, and files that are broken at every byte: none crashes, none is taken for another zone's.
@Suite struct ZoneFileTests {
    private static func number(_ value: Int, _ length: Int) -> [UInt8] {
        (0..<length).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    private static func block(version: Character, timeLength: Int, changes: [(at: Int, type: Int)], offsets: [Int], leaps: Int = 0)
        -> [UInt8]
    {
        var bytes = Array("TZif\(version)".utf8) + Array(repeating: 0, count: 15)
        for count in [0, 0, leaps, changes.count, offsets.count, 4] { bytes += number(count, 4) }
        bytes += changes.flatMap { number($0.at, timeLength) } + changes.map { UInt8($0.type) }
        bytes += offsets.flatMap { number($0, 4) + [0, 0] } + Array("LMT\0".utf8)
        return bytes + Array(repeating: 0, count: leaps * (timeLength + 4))
    }

    private static func slim(footer: String) -> [UInt8] {
        block(version: "2", timeLength: 4, changes: [], offsets: [0])
            + block(version: "2", timeLength: 8, changes: [(-2_000_000_000_000, 1), (1_000_000_000, 2)], offsets: [100, 3600, -7200])
            + Array("\n\(footer)\n".utf8)
    }

    @Test func changesAndRuleOfASlimFile() throws {
        let file = try #require(ZoneFile(Self.slim(footer: "EST5EDT,M3.2.0,M11.1.0")))
        #expect(file.changes.map(\.from) == [.min, -2_000_000_000_000, 1_000_000_000])
        #expect(file.changes.map(\.offset) == [100, 3600, -7200])
        #expect(file.rule == TimeZoneRule("EST5EDT,M3.2.0,M11.1.0"))
    }

    @Test func anEmptyRuleIsNone() throws { #expect(try #require(ZoneFile(Self.slim(footer: ""))).rule == nil) }

    @Test func aFileOfVersionOneHasChangesAlone() throws {
        let file = try #require(ZoneFile(Self.block(version: "\0", timeLength: 4, changes: [(-5, 1)], offsets: [0, 60])))
        #expect(file.changes.map(\.from) == [.min, -5] && file.changes.map(\.offset) == [0, 60] && file.rule == nil)
    }

    @Test func whatCannotBeReadIsNotTakenForAnEmptyRule() { #expect(ZoneFile(Self.slim(footer: "EST")) == nil) }

    @Test func aFileThatCountsLeapSecondsIsRefused() {
        let bytes =
            Self.block(version: "2", timeLength: 4, changes: [], offsets: [0])
            + Self.block(version: "2", timeLength: 8, changes: [], offsets: [0], leaps: 1) + Array("\nUTC0\n".utf8)
        #expect(ZoneFile(bytes) == nil)
    }

    @Test func aFileThatEndsEarlyIsRefusedAtEveryByte() {
        let bytes = Self.slim(footer: "EST5EDT,M3.2.0,M11.1.0")
        for length in 0..<bytes.count { #expect(ZoneFile(Array(bytes.prefix(length))) == nil, "\(length)") }
    }

    @Test func noByteThatIsWrongCrashes() {
        let bytes = Self.slim(footer: "EST5EDT,M3.2.0,M11.1.0")
        for index in bytes.indices {
            for value in [0, 0x7F, 0x80, 0xFF] as [UInt8] {
                var broken = bytes
                broken[index] = value
                _ = ZoneFile(broken).map { $0.rule?.offset(at: 1_800_000_000) }
            }
        }
    }
}
