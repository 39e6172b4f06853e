import Bookings
import Calendars
import Chat
import Logging
import NIOPosix
import OutgoingHTTP
import Synchronization

/// From the chat to the hotel: takes booking requests, delivers them, reads the calendars. Runs beside the server, on threads of its own.
final class Reception: Sendable {
    /// Takes requests; nil where there is nowhere to send them.
    let desk: BookingDesk?
    private let book: CalendarBook
    private let dispatcher: BookingDispatcher?
    private let statistics = BookingStatistics()
    private let hotel: HotelInUse
    private let client: OutgoingClient

    /// The hotel as the latest reload left it.
    private final class HotelInUse: Sendable {
        let hotel: Mutex<Hotel>
        init(_ hotel: Hotel) { self.hotel = Mutex(hotel) }
        var current: Hotel { hotel.withLock { $0 } }
    }

    /// Opens the spool.
    /// - Throws: ``SettingsError``, ``SpoolError``.
    init(_ settings: Settings, _ given: Hotel, logger: Logger) throws {
        let checked = try ReceptionSettings(settings, given)
        for warning in checked.warnings { logger.warning("\(warning)") }
        let inUse = HotelInUse(given)
        hotel = inUse
        client = OutgoingClient(caFile: settings.text("upstream.caFile"))
        book = CalendarBook(
            hotel: { inUse.current }, client: client, minutes: checked.calendarMinutes, version: Version.current, logger: logger,
            now: ServerFactory.clock)
        guard let folder = checked.spool, checked.webhook != nil || !checked.command.isEmpty else {
            (desk, dispatcher) = (nil, nil)
            return
        }
        let spool = try Spool(opening: folder)
        let disk = NIOThreadPool(numberOfThreads: 1)
        disk.start()
        var sinks: [any BookingSink] = []
        if let url = checked.webhook {
            sinks.append(
                WebhookSink(
                    client: client, url: url, signature: checked.signature, version: Version.current, now: ServerFactory.clock))
        }
        if !checked.command.isEmpty {
            let waiting = NIOThreadPool(numberOfThreads: 2)
            waiting.start()
            sinks.append(
                CommandSink(arguments: checked.command, pool: waiting, hotel: { inUse.current }, recipient: checked.recipient))
        }
        let dispatcher = BookingDispatcher(
            spool: spool, sinks: sinks, pool: disk, giveUpSeconds: checked.giveUpSeconds, statistics: statistics, logger: logger,
            now: ServerFactory.clock)
        self.dispatcher = dispatcher
        desk = BookingDesk(spool: spool, pool: disk, statistics: statistics, logger: logger) { dispatcher.arrived($0) }
    }

    /// What the calendars say now; a room whose calendars were not read yet is unknown.
    var availability: Availability { book.availability }

    /// Tells of each change of ``availability``, the latest if it is not read in between.
    var calendarChanges: AsyncStream<Void> { book.changes }

    /// Goes on with a hotel that was read anew.
    func use(_ new: Hotel) {
        hotel.hotel.withLock { $0 = new }
        book.hotelChanged()
    }

    /// Delivers and reads until the task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            if let dispatcher { group.addTask { await dispatcher.run() } }
            group.addTask { await self.book.keepReading() }
        }
        await client.shutdown()
    }

    /// In Prometheus' text format.
    var metrics: String { (desk == nil ? "" : statistics.text(now: ServerFactory.clock())) + book.metrics }
}
