import NIOCore
import Server
import Synchronization

/// The open event streams of `/__dev/events`. Any thread may publish; each stream is written on its own loop.
final class EventHub: Sendable {
    private struct Subscriber: Sendable {
        let eventLoop: any EventLoop
        let stream: NIOLoopBound<any SiteStream>
    }

    private struct State {
        var next = 0
        var subscribers: [Int: Subscriber] = [:]
    }

    private let state = Mutex(State())

    /// How many pages listen.
    var count: Int { state.withLock { $0.subscribers.count } }

    /// Adds a stream that was begun already; it leaves when its client does.
    func add(_ stream: any SiteStream) {
        let eventLoop = stream.eventLoop
        let bound = NIOLoopBound(stream, eventLoop: eventLoop)
        let id = state.withLock { state in
            state.next += 1
            state.subscribers[state.next] = Subscriber(eventLoop: eventLoop, stream: bound)
            return state.next
        }
        stream.whenClosed { _ = self.state.withLock { $0.subscribers.removeValue(forKey: id) } }
    }

    func publish(_ event: DevEvent) {
        let bytes = event.bytes
        for subscriber in state.withLock({ Array($0.subscribers.values) }) {
            subscriber.eventLoop.execute { subscriber.stream.value.send(bytes) }
        }
    }

    /// Ends every stream, so that a stop is not held up.
    func end() {
        let all = state.withLock { state in
            defer { state.subscribers = [:] }
            return Array(state.subscribers.values)
        }
        for subscriber in all { subscriber.eventLoop.execute { subscriber.stream.value.end() } }
    }
}
