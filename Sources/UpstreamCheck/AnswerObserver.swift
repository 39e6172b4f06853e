import NIOCore
import Relay

/// Stands in for a guest and notes when what came.
final class AnswerObserver: RelayDelegate {
    struct Observation: Sendable {
        var startedAt: NIODeadline
        var respondedAt: NIODeadline?
        var pieces: [(time: NIODeadline, bytes: ByteBuffer)] = []
        var failure: RelayFailure?
        var record = ExchangeRecord(outcome: .internalError)

        /// Milliseconds from the request to a moment.
        func milliseconds(_ time: NIODeadline) -> Double { Double((time - startedAt).nanoseconds) / 1e6 }

        /// The data of the events, piece by piece.
        var data: [(time: NIODeadline, events: [String])] {
            pieces.map { piece in
                let lines = String(buffer: piece.bytes).split { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
                let events = lines.filter { $0.hasPrefix("data:") }.map { line in
                    String(line.dropFirst(5).drop { $0 == " " })
                }
                return (piece.time, events)
            }
        }
    }

    private(set) var observation: Observation
    private let promise: EventLoopPromise<Observation>

    init(_ promise: EventLoopPromise<Observation>, now: NIODeadline) {
        self.promise = promise
        observation = Observation(startedAt: now)
    }

    var unsentBytes: Int { 0 }
    func respond(_ head: RelayHead) { observation.respondedAt = .now() }
    func send(_ bytes: ByteBuffer) { observation.pieces.append((.now(), bytes)) }
    func flush() {}
    func fail(_ failure: RelayFailure) { observation.failure = failure }
    func abort() {}

    func finished(_ record: ExchangeRecord) {
        observation.record = record
        promise.succeed(observation)
    }
}
