import Dispatch
import Glibc
import Synchronization

/// The kernel's word that something happened below a folder (inotify(7)). It says that, not what: the reader looks for itself.
final class Inotify {
    enum Failure: Error, Equatable {
        /// No instance or no watch left; the number is errno.
        case unavailable(CInt)
    }

    /// Yields once for any number of events, and for each call of ``wake``.
    let wakeUps: AsyncStream<Void>
    /// Adds a wake-up without an event.
    let wake: @Sendable () -> Void
    /// Whether there was an event since somebody looked.
    private let hasEvents = Flag()
    private let descriptor: CInt
    private let source: any DispatchSourceRead

    init() throws(Failure) {
        let descriptor = inotify_init1(CInt(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw .unavailable(errno) }
        self.descriptor = descriptor
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        wakeUps = stream
        wake = { continuation.yield() }
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
        source.setEventHandler { [hasEvents] in
            var piece = [UInt8](repeating: 0, count: 16 << 10)
            while read(descriptor, &piece, piece.count) > 0 {}
            hasEvents.set()
            continuation.yield()
        }
        source.setCancelHandler {
            close(descriptor)
            continuation.finish()
        }
        source.resume()
    }

    deinit { source.cancel() }

    /// Whether there was an event since this was asked last.
    func takeEvents() -> Bool { hasEvents.take() }

    /// Watches one folder; a folder that is watched already or is gone is no failure.
    func watch(_ folder: String) throws(Failure) {
        let events = UInt32(
            IN_CREATE | IN_DELETE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_FROM | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF)
        if inotify_add_watch(descriptor, folder, events | UInt32(IN_ONLYDIR)) < 0, errno == ENOSPC || errno == ENOMEM {
            throw .unavailable(errno)
        }
    }

    private final class Flag: Sendable {
        private let isSet = Mutex(false)
        func set() { isSet.withLock { $0 = true } }
        func take() -> Bool {
            isSet.withLock { isSet in
                defer { isSet = false }
                return isSet
            }
        }
    }
}
