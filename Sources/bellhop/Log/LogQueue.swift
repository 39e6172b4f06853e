import Dispatch
import Glibc
import Synchronization

/// Lines on their way to standard error. A log that nobody reads holds up no request: at most ``limit`` bytes wait, what comes on top is
/// dropped and counted (docs/chat-relay.md §1.10).
final class LogQueue: Sendable {
    /// Most bytes that wait to be written.
    static let limit = 1 << 20

    private struct State {
        var waiting: [UInt8] = []
        var isWriting = false
        var dropped = 0
    }

    private let state = Mutex(State())
    private let writer = DispatchQueue(label: "log")
    private let descriptor: CInt

    /// - Parameter descriptor: Where lines go; stays open.
    init(descriptor: CInt = STDERR_FILENO) { self.descriptor = descriptor }

    /// Lines that were dropped since the start, for `bellhop_log_dropped_total`.
    var droppedCount: Int { state.withLock(\.dropped) }

    /// Takes a whole line with its line end and returns at once.
    func append(_ line: String) {
        let mustStart = state.withLock { state in
            guard state.waiting.count + line.utf8.count <= Self.limit else {
                state.dropped += 1
                return false
            }
            state.waiting += line.utf8
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustStart { writer.async { self.drain() } }
    }

    /// Waits until everything is written, or for `seconds` at the most; for the process's end.
    func flush(seconds: Double = 1) {
        let done = DispatchSemaphore(value: 0)
        writer.async { done.signal() }
        _ = done.wait(timeout: .now() + seconds)
    }

    private func drain() {
        while true {
            let bytes = state.withLock { state in
                let bytes = state.waiting
                state.waiting = []
                if bytes.isEmpty { state.isWriting = false }
                return bytes
            }
            if bytes.isEmpty { return }
            write(bytes)
        }
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, 1000)
            } else if errno != EINTR {
                return
            }
        }
    }
}
