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
    let metrics = Metrics()
    /// Warnings that requests cause.
    let warnings = OncePerMinute()
    let isDraining = Atomic<Bool>(false)
    let isHurried = Atomic<Bool>(false)
    /// Chats that run now.
    let runningChats = Atomic<Int>(0)
    private let current: Mutex<ServerParts.Reloadable>
    let generation = Atomic<Int>(0)

    init(settings: ServerSettings, parts: ServerParts) {
        self.settings = settings
        self.parts = parts
        current = Mutex(parts.reloadable)
    }

    var reloadable: ServerParts.Reloadable { current.withLock { $0 } }

    func reload(_ new: ServerParts.Reloadable) {
        current.withLock { $0 = new }
        parts.limiter.change(new.limits)
        generation.add(1, ordering: .releasing)
    }
}
