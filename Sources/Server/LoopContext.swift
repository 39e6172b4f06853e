import Assets
import Glibc
import NIOCore
import Synchronization
import Relay

/// What its loop looks after: a connection, or a stream of one.
protocol LoopMember: AnyObject {
    /// Ends what is too slow; several times a second.
    func look(_ now: NIODeadline)
    /// Ends what idles and lets the rest end with its answer.
    func drain()
    /// Ends what still runs.
    func cutForDrain()
}

/// What the connections of one event loop share: the date, dated copies of frozen answers, the relay, the clock that looks after slow clients.
/// Used on its loop only.
final class LoopContext {
    let core: ServerCore
    let eventLoop: any EventLoop
    let pieces: FilePieces
    let metrics: Metrics
    private(set) var second: Int64 = 0
    /// The time of the latest read, up to 4 ms old: deadlines of seconds need no better.
    private(set) var now = NIODeadline.uptimeNanoseconds(0)
    /// `Date`'s value, always 29 bytes.
    private(set) var date = ""
    private var dateBytes: [UInt8] = []
    private var dated: [(second: Int64, message: ByteBuffer, closing: ByteBuffer?)?] = []
    /// The host of the latest request, found well formed; nearly every request has the same.
    var knownHost = "" {
        didSet { if knownHost != oldValue { knownHostBytes = Array(knownHost.utf8) } }
    }
    private var knownHostBytes: [UInt8] = []
    /// What its connections have written and not flushed.
    var outbox = Outbox()
    private var plain = PlainAnswers()
    private var codings: [(text: [UInt8], prefersGzip: Bool)] = []
    private var relay: (any Relay)?
    private var relayGeneration = -1
    private var hotel: (answer: HotelAnswer, second: Int64, generation: Int, calendars: Int)?
    private var members: [ObjectIdentifier: any LoopMember] = [:]
    private var ticker: Scheduled<Void>?

    /// Answers whose number is higher are put together each time; a folder that keeps changing makes ever new ones.
    private static let datedLimit = 4096
    /// Most texts of `Accept-Encoding` that are remembered; a look through them is cheaper than reading one anew.
    private static let codingLimit = 8

    init(core: ServerCore, eventLoop: any EventLoop) {
        self.core = core
        self.eventLoop = eventLoop
        pieces = FilePieces(eventLoop: eventLoop)
        metrics = core.makeCounters()
    }

    /// Reads both clocks; once per read.
    func updateClock() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        now = .uptimeNanoseconds(UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        guard Int64(time.tv_sec) != second else { return }
        second = Int64(time.tv_sec)
        date = HTTPDate.text(second)
        dateBytes = Array(date.utf8)
    }

    /// The bytes of a frozen answer with the current date.
    func message(_ frozen: PrerenderedResponse) -> ByteBuffer {
        if frozen.id < dated.count, let copy = dated[frozen.id], copy.second == second { return copy.message }
        var message = frozen.message
        message.setBytes(dateBytes, at: message.readerIndex + frozen.dateOffset)
        if frozen.id < Self.datedLimit {
            while dated.count <= frozen.id { dated.append(nil) }
            dated[frozen.id] = (second, message, nil)
        }
        return message
    }

    /// The same for the last answer of a connection.
    private func closingMessage(_ frozen: PrerenderedResponse) -> ByteBuffer {
        let message = message(frozen)
        guard frozen.id < dated.count else { return frozen.closing(message) }
        if let closing = dated[frozen.id]?.closing { return closing }
        let closing = frozen.closing(message)
        dated[frozen.id]?.closing = closing
        return closing
    }

    /// Whether gzip is preferred by the text of an `Accept-Encoding`, remembered for the few texts that browsers send.
    private func prefersGzip(_ text: UnsafeRawBufferPointer) -> Bool {
        guard !text.isEmpty else { return false }
        for known in codings where known.text.withUnsafeBytes({ PlainGet.equal($0, text) }) { return known.prefersGzip }
        let prefers = AcceptEncoding.prefersGzip(String(decoding: text, as: UTF8.self))
        if codings.count < Self.codingLimit, text.count <= 64 { codings.append((Array(text), prefers)) }
        return prefers
    }

    /// Keeps the answers of a file that was asked for the long way.
    func keep(_ asset: Asset, at path: Substring) {
        guard let identity = asset.identity.frozen else { return }
        plain.keep(path, PlainAnswers.Answers(identity: identity, gzip: asset.gzip?.frozen))
    }

    /// Takes a plain request off the front and answers it; nil, and nothing taken, where the decoder has to look.
    func plainAnswer(to bytes: inout ByteBuffer) -> (message: ByteBuffer, isLast: Bool)? {
        let found = bytes.withUnsafeReadableBytes { bytes -> (frozen: PrerenderedResponse, request: PlainGet)? in
            guard let request = knownHostBytes.withUnsafeBytes({ PlainGet(bytes, knownHost: $0) }),
                let answers = plain.find(UnsafeRawBufferPointer(rebasing: bytes[request.path]))
            else { return nil }
            guard let gzip = answers.gzip, prefersGzip(UnsafeRawBufferPointer(rebasing: bytes[request.acceptEncoding])) else {
                return (answers.identity, request)
            }
            return (gzip, request)
        }
        guard let (frozen, request) = found else { return nil }
        bytes.moveReaderIndex(forwardBy: request.length)
        metrics.countAnswer(.file, 200)
        return request.saysClose ? (closingMessage(frozen), true) : (message(frozen), false)
    }

    /// `/api/hotel`; looked for anew each second, and after a reload.
    func hotelAnswer() -> HotelAnswer {
        let (generation, calendars) = (core.generation.load(ordering: .acquiring), core.calendarVersion.load(ordering: .acquiring))
        if let hotel, hotel.second == second, hotel.generation == generation, hotel.calendars == calendars { return hotel.answer }
        let answer = core.hotelAnswer(now: second)
        hotel = (answer, second, generation, calendars)
        return answer
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

    func add(_ member: any LoopMember) { members[ObjectIdentifier(member)] = member }
    func remove(_ member: any LoopMember) { members[ObjectIdentifier(member)] = nil }

    /// One timer for all connections looks for those that are too slow; none is made per request.
    func startTicking() {
        let limits = core.settings.timeouts
        let interval = min(TimeAmount.seconds(1), min(limits.header, limits.write) / 4)
        ticker = eventLoop.assumeIsolated().scheduleTask(in: interval) { [weak self] in
            guard let self else { return }
            let now = self.eventLoop.now
            for member in Array(self.members.values) { member.look(now) }
            self.startTicking()
        }
    }

    /// Ends idle connections and tells the rest to end with their answer.
    func drain() { for member in Array(members.values) { member.drain() } }

    /// Ends every running chat with its error event, then everything.
    func cut() {
        for member in Array(members.values) { member.cutForDrain() }
        relay?.closeIdleConnections()
    }

    func stop() { ticker?.cancel() }
}

extension TimeAmount {
    fileprivate static func / (amount: TimeAmount, divisor: Int64) -> TimeAmount {
        .nanoseconds(max(1_000_000, amount.nanoseconds / divisor))
    }
}
