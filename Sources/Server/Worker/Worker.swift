import Assets
import NIOCore
import Relay
import Synchronization

/// What the connections of one event loop share, so that none of it needs a lock. Used on its loop only.
final class Worker {
    let core: ServerCore
    let eventLoop: any EventLoop
    let metrics: Metrics
    let connections: ConnectionRegistry
    let pieces: FilePieces
    var clock = WorkerClock()
    /// What its connections have written and not flushed.
    var outbox = Outbox()
    var fastPath = FastPathTable()
    var frames = HTTP2FileTable()
    /// The host of the latest request, found well formed; nearly every request has the same.
    var knownHost = ""
    private var relay: (any Relay)?
    private var relayGeneration = -1
    private var hotel: (answer: HotelAnswer, second: Int64, generation: Int, calendars: Int)?

    init(core: ServerCore, eventLoop: any EventLoop) {
        self.core = core
        self.eventLoop = eventLoop
        connections = ConnectionRegistry(eventLoop: eventLoop)
        pieces = FilePieces(eventLoop: eventLoop)
        metrics = core.makeCounters()
        clock.update()
    }

    var isDraining: Bool { core.isDraining.load(ordering: .relaxed) }

    /// Begins to look after connections that are too slow.
    func start() {
        let limits = core.settings.timeouts
        let shortest = min(limits.header, limits.write).nanoseconds / 4
        connections.startTicking(every: .nanoseconds(max(1_000_000, min(1_000_000_000, shortest))))
    }

    func stop() {
        connections.stopTicking()
        relay?.closeIdleConnections()
    }

    /// `/api/hotel`; looked for anew each second, and after a reload.
    func hotelAnswer() -> HotelAnswer {
        let (generation, calendars) = (core.generation.load(ordering: .acquiring), core.calendarVersion.load(ordering: .acquiring))
        if let hotel, hotel.second == clock.second, hotel.generation == generation, hotel.calendars == calendars { return hotel.answer }
        let answer = core.hotelAnswer(now: clock.second)
        hotel = (answer, clock.second, generation, calendars)
        return answer
    }

    /// The relay of the settings that count now.
    func currentRelay() -> any Relay {
        let generation = core.generation.load(ordering: .acquiring)
        if let relay, relayGeneration == generation { return relay }
        relay?.closeIdleConnections()
        let new = core.reloadable.makeRelay(eventLoop)
        (relay, relayGeneration) = (new, generation)
        return new
    }
}
