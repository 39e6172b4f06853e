import JSON

/// How far the delivery of one request is, sink by sink; kept beside it, so that a restart goes on where it was.
package struct DeliveryState: Sendable, Equatable {
    /// One sink's part.
    package struct Sink: Sendable, Equatable {
        /// Attempts that failed.
        package var attempts = 0
        /// When to try again, in seconds since 1970.
        package var next: Int64 = 0
        /// Why the last attempt failed; no guest data.
        package var error = ""
        /// Whether the sink has taken the request.
        package var isDone = false
        /// Whether it said that it never will.
        package var isRefused = false
    }

    /// By the sink's name, `webhook` or `command`.
    package var sinks: [String: Sink] = [:]

    init() {}

    /// A file that is none of ours counts as no attempt.
    init(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: bytes), case .object(let members)? = value["sinks"] else { return }
        for member in members {
            sinks[member.name] = Sink(
                attempts: max(0, member.value["attempts"]?.integer ?? 0), next: Int64(member.value["next"]?.integer ?? 0),
                error: member.value["error"]?.text ?? "", isDone: member.value["done"] == .boolean(true),
                isRefused: member.value["refused"] == .boolean(true))
        }
    }

    var bytes: [UInt8] {
        let members = sinks.sorted { $0.key < $1.key }.map { name, sink in
            JSONValue.Member(
                name: name,
                value: .members([
                    "attempts": .integer(sink.attempts), "next": .integer(Int(sink.next)), "error": .string(sink.error),
                    "done": .boolean(sink.isDone), "refused": .boolean(sink.isRefused),
                ]))
        }
        return Array(JSONValue.members(["sinks": .object(members)]).json.utf8)
    }
}
