import Testing

@testable import UpstreamCheck

@Suite struct EventSpacingTests {
    struct Row: Sendable {
        let arrivals: [(time: Double, events: Int)]
        let expected: EventSpacing

        init(_ arrivals: [(Double, Int)], _ expected: EventSpacing) {
            self.arrivals = arrivals.map { (time: $0.0, events: $0.1) }
            self.expected = expected
        }
    }

    static let rows: [Row] = [
        Row([(50, 1), (70, 1), (90, 1), (110, 1)], .spaced(60)),
        Row([(900, 2), (905, 2)], .spaced(5)),
        Row([(900, 1), (1900, 3)], .spaced(1000)),
        Row([(1200, 16)], .atOnce(after: 1200)),
        Row([(1200, 1), (1200.5, 1), (1201, 1), (1202, 1)], .atOnce(after: 1200)),
        Row([(0, 0), (1200, 4), (5000, 0)], .atOnce(after: 1200)),
        Row([(20, 16)], .atOnceAndFast),
        Row([(199, 4)], .atOnceAndFast),
        Row([(200, 4)], .atOnce(after: 200)),
        Row([], .tooFew),
        Row([(1200, 3)], .tooFew),
        Row([(10, 1), (2000, 1)], .tooFew),
    ]

    @Test(arguments: rows) func eventsAreSpacedOrCameTogether(row: Row) { #expect(EventSpacing(row.arrivals) == row.expected) }
}
