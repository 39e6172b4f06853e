import NIOCore

/// The places in the store that the streams of one event loop hold: renews them as long as they are held.
final class RedisLeases {
    private let eventLoop: any EventLoop
    /// Sends a renewal of these places: tickets' ids with their clients' keys.
    private let renew: ([(id: UInt64, key: String)]) -> Void
    private var held: [UInt64: String] = [:]
    private var timer: Scheduled<Void>?

    /// Three tries within a lease.
    static let interval = TimeAmount.seconds(Int64(RedisScripts.lease / 3))
    /// Most places in one command; its script holds the server for some microseconds a place.
    static let batch = 200

    init(on eventLoop: any EventLoop, renew: @escaping ([(id: UInt64, key: String)]) -> Void) {
        self.eventLoop = eventLoop
        self.renew = renew
    }

    /// A place was taken.
    func add(_ id: UInt64, key: String) {
        held[id] = key
        if timer == nil { schedule() }
    }

    /// A place is given back. The timer stops with the last.
    func remove(_ id: UInt64) {
        held[id] = nil
        guard held.isEmpty else { return }
        timer?.cancel()
        timer = nil
    }

    private func schedule() {
        timer = eventLoop.assumeIsolated().scheduleTask(in: Self.interval) { [self] in
            var rest = held.map { (id: $0.key, key: $0.value) }[...]
            while !rest.isEmpty {
                renew(Array(rest.prefix(Self.batch)))
                rest = rest.dropFirst(Self.batch)
            }
            schedule()
        }
    }
}
