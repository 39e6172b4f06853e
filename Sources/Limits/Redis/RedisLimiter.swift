package import NIOCore
import Synchronization

/// Limits that several processes share, in Redis or Valkey: one script a step. Where the store does not answer, each process goes on with
/// limits of its own, so that neither the hotel's budget nor its guests depend on one more service.
package final class RedisLimiter: Limiter {
    private let address: RedisAddress
    private let local: MemoryLimiter
    private let state: Mutex<State>
    /// A stream's place is given up as lost after this many seconds: longer than any stream may last.
    private let lostAfter: Int
    private let told: @Sendable ((any Error)?) -> Void

    private struct State {
        var limits: LimitSettings
        var connections: [ObjectIdentifier: NIOLoopBound<RedisConnection>] = [:]
        var isTroubled = false
        var nextTicket = UInt64.random(in: 0...UInt64.max)
    }

    private static let prefix = "bellhop:"

    /// - Parameters:
    ///   - longestStream: `timeouts.total`, in seconds.
    ///   - now: Nanoseconds since 1970, for the limits that stand in.
    ///   - told: Called once when the store stops answering, and with nil when it answers again.
    package init(
        _ address: RedisAddress, _ limits: LimitSettings, longestStream: Int, now: @escaping @Sendable () -> Int64,
        told: @escaping @Sendable ((any Error)?) -> Void
    ) {
        self.address = address
        self.told = told
        lostAfter = longestStream + 60
        local = MemoryLimiter(limits, now: now)
        state = Mutex(State(limits: limits))
    }

    package func change(_ limits: LimitSettings) {
        local.change(limits)
        state.withLock { $0.limits = limits }
    }

    /// Of this process: those it had to limit by itself.
    package var clientCount: Int { local.clientCount }

    package func admitRequest(from client: ClientKey, on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let perMinute = max(1, limits.requestsPerMinute)
        return run(RedisScripts.rate, keys: ["rate:\(client.name)"], ["\(60_000_000 / perMinute)", "\(perMinute)"], on: eventLoop)
            .flatMap { [local] reply in
                switch reply {
                case .integer(0)?: eventLoop.makeSucceededVoidFuture()
                case .integer(let wait)?:
                    eventLoop.makeFailedFuture(LimitRefusal(reason: .rate, retryAfterSeconds: max(1, Int((wait + 999_999) / 1_000_000))))
                default: local.admitRequest(from: client, on: eventLoop)
                }
            }
    }

    package func admitStream(from client: ClientKey, reserving tokens: Int, on eventLoop: any EventLoop) -> EventLoopFuture<LimitTicket> {
        let limits = limits
        let id = state.withLock { state in
            state.nextTicket &+= 1
            return state.nextTicket
        }
        let words = ["\(id)", "\(limits.concurrentStreams)", "\(lostAfter)", "\(max(0, tokens))", "\(limits.tokensPerDay ?? -1)"]
        return run(RedisScripts.stream, keys: ["streams:\(client.name)", "tokens:"], words, on: eventLoop).flatMap { [local] reply in
            guard case .array(let values)? = reply, values.count == 2, case .integer(let kind) = values[0],
                case .integer(let value) = values[1]
            else { return local.admitStream(from: client, reserving: tokens, on: eventLoop) }
            switch kind {
            case 0:
                return eventLoop.makeSucceededFuture(LimitTicket(client: client, reservedTokens: max(0, tokens), day: Int(value), id: id))
            case 1: return eventLoop.makeFailedFuture(LimitRefusal(reason: .concurrency, retryAfterSeconds: 1))
            default: return eventLoop.makeFailedFuture(LimitRefusal(reason: .budget, retryAfterSeconds: max(1, Int(value))))
            }
        }
    }

    package func settle(_ ticket: LimitTicket, usedTokens: Int, on eventLoop: any EventLoop) {
        // A place that this process gave by itself is not in the store.
        guard let id = ticket.id else { return local.settle(ticket, usedTokens: usedTokens, on: eventLoop) }
        let beyond = max(0, min(Int.max / 2, usedTokens)) - ticket.reservedTokens
        _ = run(
            RedisScripts.settle, keys: ["streams:\(ticket.client.name)", "tokens:\(ticket.day)"], ["\(id)", "\(beyond)"], on: eventLoop)
    }

    private var limits: LimitSettings { state.withLock { $0.limits } }

    /// Runs a script.
    /// - Returns: Its reply; nil where the store did not answer as it should.
    private func run(_ script: String, keys: [String], _ arguments: [String], on eventLoop: any EventLoop) -> EventLoopFuture<RESPReply?> {
        let words = ["EVAL", script, "\(keys.count)"] + keys.map { Self.prefix + $0 } + arguments
        return connection(eventLoop).send(words).map { [self] reply in
            answered(nil)
            return reply
        }.recover { [self] error in
            answered(error)
            return nil
        }
    }

    private func answered(_ trouble: (any Error)?) {
        let isNew = state.withLock { state in
            defer { state.isTroubled = trouble != nil }
            return state.isTroubled != (trouble != nil)
        }
        if isNew { told(trouble) }
    }

    private func connection(_ eventLoop: any EventLoop) -> RedisConnection {
        state.withLock { state in
            if let known = state.connections[ObjectIdentifier(eventLoop)] { return known.value }
            let made = RedisConnection(address, on: eventLoop)
            state.connections[ObjectIdentifier(eventLoop)] = NIOLoopBound(made, eventLoop: eventLoop)
            return made
        }
    }
}

extension ClientKey {
    /// The address in hexadecimal digits.
    fileprivate var name: String { String(high, radix: 16) + ":" + String(low, radix: 16) }
}
