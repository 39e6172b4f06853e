import Synchronization

/// The files that are being read and tagged now, so that requests that come at the same time do not repeat one another's work.
final class InFlightReads: Sendable {
    private let waiting = Mutex<[FileStamp: [@Sendable () -> Void]]>([:])

    /// - Parameter again: Called once the file was read, where another reads it already.
    /// - Returns: Whether the caller is to read the file and to call ``end(_:)`` after that.
    func begin(_ stamp: FileStamp, again: @escaping @Sendable () -> Void) -> Bool {
        waiting.withLock { waiting in
            guard waiting[stamp] == nil else {
                waiting[stamp]?.append(again)
                return false
            }
            waiting[stamp] = []
            return true
        }
    }

    func end(_ stamp: FileStamp) {
        for again in waiting.withLock({ $0.removeValue(forKey: stamp) }) ?? [] { again() }
    }
}
