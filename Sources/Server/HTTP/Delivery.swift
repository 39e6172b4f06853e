import NIOCore

/// How much of what was sent its client has taken. Every limit that a slow client can meet counts from here: what was only handed to the kernel
/// is not with the client yet. Pure.
struct Delivery {
    /// How many bytes the client was seen to have.
    private(set) var taken = 0
    /// Whether the client had all when it was looked at last.
    private(set) var isWhole = true
    /// Since when the client was seen to take nothing while something waited.
    private var waitsSince = NIODeadline.uptimeNanoseconds(0)

    /// Takes down how far the client is.
    /// - Parameters:
    ///   - handed: Bytes given to the carrier so far.
    ///   - waiting: Those of them that are on the way: in our memory, in the kernel, or in the network. May count framing too, such as TLS's.
    mutating func look(handed: Int, waiting: Int, _ now: NIODeadline) {
        guard waiting > 0 else { return (taken, isWhole) = (handed, true) }
        let reached = handed - waiting
        if isWhole || reached > taken { waitsSince = now }
        (taken, isWhole) = (max(taken, reached), false)
    }

    /// Takes down that the client took something of what its connection carries, though perhaps none of it was ours.
    mutating func sawProgress(_ now: NIODeadline) { waitsSince = now }

    /// Whether the client took nothing for `limit`.
    func isStalled(_ now: NIODeadline, limit: TimeAmount) -> Bool { !isWhole && now >= waitsSince + limit }
}
