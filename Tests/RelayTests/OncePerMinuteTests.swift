import NIOCore
import Testing

@testable import Relay

@Suite struct OncePerMinuteTests {
    @Test func oneLineAMinuteForEachCause() {
        let lines = OncePerMinute()
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        #expect(lines.turn(of: "a", now: start) == 0)
        #expect(lines.turn(of: "a", now: start + .seconds(1)) == nil)
        #expect(lines.turn(of: "b", now: start + .seconds(1)) == 0)
        #expect(lines.turn(of: "a", now: start + .seconds(59)) == nil)
        #expect(lines.turn(of: "a", now: start + .seconds(60)) == 2)
        #expect(lines.turn(of: "a", now: start + .seconds(120)) == 0)
    }
}
