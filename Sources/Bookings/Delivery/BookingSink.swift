/// Where booking requests go.
package protocol BookingSink: Sendable {
    /// `webhook` or `command`: the name in the spool, the log and `bellhop bookings`.
    var name: String { get }
    /// Most deliveries at the same time.
    var width: Int { get }
    /// Tries once, within the sink's own time limit; also when the task is cancelled.
    func deliver(_ entry: SpoolEntry) async -> DeliveryResult
}

/// How an attempt ended. Reasons hold no guest data.
package enum DeliveryResult: Sendable, Equatable {
    case taken
    case failed(String)
    /// The sink says that it never will.
    case refused(String)
}
