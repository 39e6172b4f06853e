/// How the events of a stream came: as they were made, or held back by something on the way and let go together. Pure.
package enum EventSpacing: Sendable, Equatable {
    /// Fewer than four events tell nothing.
    case tooFew
    /// Over this time, in milliseconds.
    case spaced(Double)
    /// Together, and so soon that a fast model may have made them so.
    case atOnceAndFast
    /// Together after this wait, in milliseconds: a model makes one event after another.
    case atOnce(after: Double)

    /// Events over less than this time, in milliseconds, came together: one read of the socket, or several in a row.
    static let together = 3.0
    /// Less wait than this, in milliseconds, tells nothing.
    static let telling = 200.0

    /// - Parameter arrivals: For each piece of the stream when it came, in milliseconds since the request, and how many events it held.
    package init(_ arrivals: [(time: Double, events: Int)]) {
        let pieces = arrivals.filter { $0.events > 0 }
        guard let first = pieces.first, let last = pieces.last, pieces.reduce(0, { $0 + $1.events }) >= 4 else {
            self = .tooFew
            return
        }
        if last.time - first.time >= Self.together {
            self = .spaced(last.time - first.time)
        } else {
            self = first.time >= Self.telling ? .atOnce(after: first.time) : .atOnceAndFast
        }
    }
}
