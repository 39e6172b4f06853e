import Assets
import Glibc
import NIOCore
import Synchronization
import Relay

/// What the connections of one event loop share: the date, dated copies of frozen answers, the relay, the clock that looks after slow clients.
/// Used on its loop only.
final class LoopContext {
    let core: ServerCore
    let eventLoop: any EventLoop
    private(set) var second: Int64 = 0
    /// `Date`'s value, always 29 bytes.
    private(set) var date = ""
    private var dateBytes: [UInt8] = []
    private var dated: [(second: Int64, message: ByteBuffer)?] = []
    private var relay: (any Relay)?
    private var relayGeneration = -1
    private var connections: [ObjectIdentifier: HTTPHandler] = [:]
    private var ticker: Scheduled<Void>?

    /// Answers whose number is higher are put together each time; a folder that keeps changing makes ever new ones.
    private static let datedLimit = 4096

    init(core: ServerCore, eventLoop: any EventLoop) {
        self.core = core
        self.eventLoop = eventLoop
    }

    /// Seconds since 1970, read once per read.
    func updateClock() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME_COARSE, &now)
        guard Int64(now.tv_sec) != second else { return }
        second = Int64(now.tv_sec)
        date = HTTPDate.text(second)
        dateBytes = Array(date.utf8)
    }

    /// The bytes of a frozen answer with the current date.
    func message(_ frozen: FrozenResponse) -> ByteBuffer {
        if frozen.id < dated.count, let copy = dated[frozen.id], copy.second == second { return copy.message }
        var message = frozen.message
        message.setBytes(dateBytes, at: message.readerIndex + frozen.dateOffset)
        if frozen.id < Self.datedLimit {
            while dated.count <= frozen.id { dated.append(nil) }
            dated[frozen.id] = (second, message)
        }
        return message
    }

    func currentRelay() -> any Relay {
        let generation = core.generation.load(ordering: .acquiring)
        if let relay, relayGeneration == generation { return relay }
        relay?.closeIdleConnections()
        let new = core.reloadable.makeRelay(eventLoop)
        (relay, relayGeneration) = (new, generation)
        return new
    }

    // MARK: - Connections

    func add(_ handler: HTTPHandler) { connections[ObjectIdentifier(handler)] = handler }
    func remove(_ handler: HTTPHandler) { connections[ObjectIdentifier(handler)] = nil }

    /// One timer for all connections looks for those that are too slow; none is made per request.
    func startTicking() {
        let limits = core.settings.timeouts
        let interval = min(TimeAmount.seconds(1), min(limits.header, limits.write) / 4)
        ticker = eventLoop.assumeIsolated().scheduleTask(in: interval) { [weak self] in
            guard let self else { return }
            let now = self.eventLoop.now
            for handler in Array(self.connections.values) { handler.look(now) }
            self.startTicking()
        }
    }

    /// Ends idle connections and tells the rest to end with their answer.
    func drain() { for handler in Array(connections.values) { handler.drain() } }

    /// Ends every running chat with its error event, then everything.
    func cut() {
        for handler in Array(connections.values) { handler.cutForDrain() }
        relay?.closeIdleConnections()
    }

    func stop() { ticker?.cancel() }
}

extension TimeAmount {
    fileprivate static func / (amount: TimeAmount, divisor: Int64) -> TimeAmount {
        .nanoseconds(max(1_000_000, amount.nanoseconds / divisor))
    }
}
