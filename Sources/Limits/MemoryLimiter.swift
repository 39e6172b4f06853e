package import NIOCore
import Synchronization

/// Limits of one process, in memory: constant work per request, bounded memory.
package final class MemoryLimiter: Limiter {
    /// Most clients that are remembered; beyond it those whose bucket is full again go, then the ones longest unseen.
    static let clientLimit = 100_000

    private struct Client {
        /// When the bucket is full again, in nanoseconds since 1970 (GCRA's theoretical arrival time).
        var fullAt: Int64
        var streams = 0
    }

    private struct State {
        var limits: LimitSettings
        var clients: [ClientKey: Client] = [:]
        var day = 0
        var tokens = 0
        /// Where the next clearing begins anew.
        var sweepAt = 1024
    }

    private let state: Mutex<State>
    /// Nanoseconds since 1970.
    private let now: @Sendable () -> Int64

    /// - Parameter now: Nanoseconds since 1970.
    package init(_ limits: LimitSettings, now: @escaping @Sendable () -> Int64) {
        state = Mutex(State(limits: limits))
        self.now = now
    }

    /// See ``Limiter/change(_:)``; what a client has used so far counts on.
    package func change(_ limits: LimitSettings) {
        let time = now()
        state.withLock { state in
            // What a client has used counts on as so many requests, not as so much time.
            let (old, new) = (Self.interval(state.limits), Self.interval(limits))
            if old != new {
                state.clients = state.clients.mapValues { client in
                    var client = client
                    client.fullAt = time + Int64(Double(max(0, client.fullAt - time)) / Double(old) * Double(new))
                    return client
                }
            }
            state.limits = limits
        }
    }

    /// Nanoseconds in which a bucket gains one request.
    private static func interval(_ limits: LimitSettings) -> Int64 { 60_000_000_000 / Int64(max(1, limits.requestsPerMinute)) }

    /// At most ``clientLimit``, give or take those of one sweep.
    package var clientCount: Int { state.withLock { $0.clients.count } }

    /// Tokens of the current day, and the day's number, for a file that keeps them over a restart.
    package var account: (day: Int, tokens: Int) { state.withLock { ($0.day, $0.tokens) } }

    /// Takes over an account that was kept; one of another day counts as none.
    package func restore(day: Int, tokens: Int) {
        state.withLock { state in
            guard day == Int(now() / 86_400_000_000_000) else { return }
            (state.day, state.tokens) = (day, max(0, tokens))
        }
    }

    /// See ``Limiter/admitRequest(from:on:)``; complete at once.
    package func admitRequest(from client: ClientKey, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let time = now()
        let refusal = state.withLock { state -> LimitRefusal? in
            let interval = Self.interval(state.limits)
            var entry = state.clients[client] ?? Client(fullAt: time)
            let next = max(entry.fullAt, time) + interval
            // A bucket of one minute's size: the fullness may lie at most that far ahead.
            let wait = next - time - interval * Int64(state.limits.requestsPerMinute)
            guard wait <= 0 else {
                return LimitRefusal(reason: .rate, retryAfterSeconds: max(1, Int((wait + 999_999_999) / 1_000_000_000)))
            }
            entry.fullAt = next
            state.clients[client] = entry
            Self.sweep(&state, time)
            return nil
        }
        return refusal.map { eventLoop.makeFailedFuture($0) } ?? eventLoop.makeSucceededVoidFuture()
    }

    /// See ``Limiter/admitStream(from:reserving:on:)``; complete at once.
    package func admitStream(from client: ClientKey, reserving tokens: Int, on eventLoop: any EventLoop) -> EventLoopFuture<LimitTicket> {
        let time = now()
        let today = Int(time / 86_400_000_000_000)
        let result = state.withLock { state -> Result<LimitTicket, LimitRefusal> in
            if state.day != today { (state.day, state.tokens) = (today, 0) }
            var entry = state.clients[client] ?? Client(fullAt: time)
            guard entry.streams < state.limits.concurrentStreams else {
                return .failure(LimitRefusal(reason: .concurrency, retryAfterSeconds: 1))
            }
            if let limit = state.limits.tokensPerDay, state.tokens >= limit || tokens > limit - state.tokens {
                let left = 86_400 - Int(time / 1_000_000_000) % 86_400
                return .failure(LimitRefusal(reason: .budget, retryAfterSeconds: max(1, left)))
            }
            entry.streams += 1
            state.clients[client] = entry
            state.tokens = min(Int.max / 2, state.tokens + max(0, tokens))
            return .success(LimitTicket(client: client, reservedTokens: tokens, day: today))
        }
        switch result {
        case .success(let ticket): return eventLoop.makeSucceededFuture(ticket)
        case .failure(let refusal): return eventLoop.makeFailedFuture(refusal)
        }
    }

    /// See ``Limiter/settle(_:usedTokens:on:)``.
    package func settle(_ ticket: LimitTicket, usedTokens: Int, on eventLoop: any EventLoop) {
        let time = now()
        state.withLock { state in
            if var entry = state.clients[ticket.client] {
                entry.streams = max(0, entry.streams - 1)
                if entry.streams == 0, entry.fullAt <= time {
                    state.clients[ticket.client] = nil
                } else {
                    state.clients[ticket.client] = entry
                }
            }
            let today = Int(time / 86_400_000_000_000)
            if state.day != today { (state.day, state.tokens) = (today, 0) }
            if ticket.day == state.day {
                state.tokens = max(0, min(Int.max / 2, state.tokens - ticket.reservedTokens + max(0, usedTokens)))
            }
        }
    }

    /// Forgets clients that are as good as new. Runs when the table has doubled, so its cost per request is constant.
    private static func sweep(_ state: inout State, _ time: Int64) {
        guard state.clients.count >= state.sweepAt else { return }
        state.clients = state.clients.filter { $0.value.streams > 0 || $0.value.fullAt > time }
        if state.clients.count > clientLimit {
            let kept = state.clients.sorted { ($0.value.streams, $0.value.fullAt) > ($1.value.streams, $1.value.fullAt) }.prefix(
                clientLimit / 2)
            state.clients = Dictionary(uniqueKeysWithValues: kept.map { ($0.key, $0.value) })
        }
        state.sweepAt = max(1024, min(clientLimit + 1, state.clients.count * 2))
    }
}
