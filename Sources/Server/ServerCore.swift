import Assets
import Limits
import Logging
import NIOCore
import Relay
import Synchronization

/// What all connections share: the settings, the parts, whether a drain has begun, the counters.
final class ServerCore: Sendable {
    let settings: ServerSettings
    let parts: ServerParts
    let isDraining = Atomic<Bool>(false)
    /// Chats that run now.
    let runningChats = Atomic<Int>(0)
    private let current: Mutex<ServerParts.Reloadable>
    let generation = Atomic<Int>(0)
    private let counters = Mutex<[Metrics]>([])

    init(settings: ServerSettings, parts: ServerParts) {
        self.settings = settings
        self.parts = parts
        current = Mutex(parts.reloadable)
    }

    /// The counters of all loops, summed.
    var metrics: Metrics.Values { counters.withLock { $0 }.reduce(into: Metrics.Values()) { $0 += $1.values } }

    /// Makes the counters of one more worker.
    func makeCounters() -> Metrics {
        let new = Metrics()
        counters.withLock { $0.append(new) }
        return new
    }

    var reloadable: ServerParts.Reloadable { current.withLock { $0 } }

    func reload(_ new: ServerParts.Reloadable) {
        current.withLock { $0 = new }
        parts.limiter.change(new.limits)
        generation.add(1, ordering: .releasing)
    }
}
