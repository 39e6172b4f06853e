/// One made-up answer of an upstream: the same bytes and pauses every time (docs/widget.md §9).
struct Scenario: Sendable {
    /// One thing that happens after the head.
    enum Step: Sendable, Equatable {
        /// Milliseconds of silence at speed 1.
        case pause(Int)
        /// Bytes written and flushed as one piece.
        case send([UInt8])
        /// The connection breaks; nothing follows.
        case cut
        /// Silence until the client leaves.
        case hang
    }

    /// As in the URL, such as `cut-mid-stream`.
    let name: String
    /// One line for the player's list.
    let summary: String
    /// A guest's message that fits, which the player can send.
    let opening: String
    var status = 200
    var contentType = "text/event-stream; charset=utf-8"
    var headers: [(name: String, value: String)] = []
    let steps: [Step]
    /// Whether every room is booked in this scenario's hotel.
    var isSoldOut = false
}
