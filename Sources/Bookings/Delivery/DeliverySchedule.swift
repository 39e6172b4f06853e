/// Which requests one sink is to be tried with, and when. Pure: times come from outside, in seconds of a clock that only goes forward.
struct DeliverySchedule {
    private struct Item {
        var due: Double
        var attempts: Int
        var isRunning = false
    }

    private var items: [String: Item] = [:]
    /// Most attempts at once.
    let width: Int

    /// The first pause and the longest one, in seconds; each is twice the one before.
    static let firstPause = 5.0
    static let longestPause = 3600.0

    init(width: Int) { self.width = width }

    var ids: Set<String> { Set(items.keys) }
    func isRunning(_ id: String) -> Bool { items[id]?.isRunning ?? false }

    /// A request to deliver; one that is known already keeps its place.
    mutating func add(_ id: String, due: Double, attempts: Int = 0) {
        if items[id] == nil { items[id] = Item(due: due, attempts: attempts) }
    }

    /// Puts a request that waits for its next attempt to the front.
    mutating func restart(_ id: String, now: Double) {
        guard let item = items[id], !item.isRunning else { return }
        items[id] = Item(due: now, attempts: 0)
    }

    mutating func remove(_ id: String) { items[id] = nil }

    /// Marks as running, and gives, what is due; the longest due first.
    mutating func begin(now: Double) -> [String] {
        let free = width - items.values.count(where: \.isRunning)
        guard free > 0 else { return [] }
        let due = items.filter { !$0.value.isRunning && $0.value.due <= now }.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
        let begun = due.prefix(free).map(\.key)
        for id in begun { items[id]?.isRunning = true }
        return begun
    }

    /// An attempt failed.
    /// - Parameter chance: From 0 to 1, for the 20 % by which pauses differ.
    /// - Returns: The attempts so far and the pause, in seconds.
    mutating func failed(_ id: String, now: Double, chance: Double) -> (attempts: Int, pause: Double) {
        let attempts = (items[id]?.attempts ?? 0) + 1
        let pause = Self.pause(after: attempts) * (0.8 + 0.4 * chance)
        items[id] = Item(due: now + pause, attempts: attempts)
        return (attempts, pause)
    }

    /// 5 s after the first attempt, then twice as long each time, up to an hour.
    static func pause(after attempts: Int) -> Double {
        attempts > 10 ? longestPause : min(longestPause, firstPause * Double(1 << max(0, attempts - 1)))
    }

    /// When the next request falls due; nil where none waits, or no more may run.
    var next: Double? {
        guard items.values.count(where: \.isRunning) < width else { return nil }
        return items.values.filter { !$0.isRunning }.map(\.due).min()
    }
}
