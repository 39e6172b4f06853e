package import NIOCore
import Synchronization

/// Limits that several processes share, in Redis or Valkey: one script a step. Where the store does not answer, each process goes on with
/// limits of its own, so that neither the hotel's budget nor its guests depend on one more service.
package final class RedisLimiter: Limiter {
    private let address: RedisAddress
    private let local: MemoryLimiter
    private let state: Mutex<State>
    private let told: @Sendable ((any Error)?) -> Void

    private struct State {
        var limits: LimitSettings
        var ways: [ObjectIdentifier: NIOLoopBound<Way>] = [:]
        var isTroubled = false
        var nextTicket = UInt64.random(in: 0...UInt64.max)
    }

    /// What one event loop has of the store.
    private struct Way {
        let connection: RedisConnection
        let leases: RedisLeases
    }

    private static let tokens = "tokens"

    /// - Parameters:
    ///   - now: Nanoseconds since 1970, for the limits that stand in.
    ///   - told: Called once when the store stops answering, and with nil when it answers again.
    package init(
        _ address: RedisAddress, _ limits: LimitSettings, now: @escaping @Sendable () -> Int64,
        told: @escaping @Sendable ((any Error)?) -> Void
    ) {
        self.address = address
        self.told = told
        local = MemoryLimiter(limits, now: now)
        state = Mutex(State(limits: limits))
    }

    /// See ``Limiter/change(_:)``.
    package func change(_ limits: LimitSettings) {
        local.change(limits)
        state.withLock { $0.limits = limits }
    }

    /// Of this process: those it had to limit by itself.
    package var clientCount: Int { local.clientCount }

    /// See ``Limiter/admitRequest(from:on:)``; by this process's own limits where the store does not answer.
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

    /// See ``Limiter/admitStream(from:reserving:on:)``; by this process's own limits where the store does not answer.
    package func admitStream(from client: ClientKey, reserving tokens: Int, on eventLoop: any EventLoop) -> EventLoopFuture<LimitTicket> {
        let limits = limits
        let id = state.withLock { state in
            state.nextTicket &+= 1
            return state.nextTicket
        }
        let words = [
            "\(id)", "\(limits.concurrentStreams)", "\(RedisScripts.lease)", "\(max(0, tokens))", "\(limits.tokensPerDay ?? -1)",
        ]
        return run(RedisScripts.stream, keys: [client.streams, Self.tokens], words, on: eventLoop).flatMap { [self] reply in
            guard case .array(let values)? = reply, values.count == 2, case .integer(let kind) = values[0],
                case .integer(let value) = values[1]
            else { return local.admitStream(from: client, reserving: tokens, on: eventLoop) }
            switch kind {
            case 0:
                way(eventLoop).leases.add(id, key: client.streams)
                return eventLoop.makeSucceededFuture(LimitTicket(client: client, reservedTokens: max(0, tokens), day: Int(value), id: id))
            case 1: return eventLoop.makeFailedFuture(LimitRefusal(reason: .concurrency, retryAfterSeconds: 1))
            default: return eventLoop.makeFailedFuture(LimitRefusal(reason: .budget, retryAfterSeconds: max(1, Int(value))))
            }
        }
    }

    /// See ``Limiter/settle(_:usedTokens:on:)``. Where the store does not hear of it, the place is free when its lease ends.
    package func settle(_ ticket: LimitTicket, usedTokens: Int, on eventLoop: any EventLoop) {
        // A place that this process gave by itself is not in the store.
        guard let id = ticket.id else { return local.settle(ticket, usedTokens: usedTokens, on: eventLoop) }
        way(eventLoop).leases.remove(id)
        let beyond = max(0, min(Int.max / 2, usedTokens)) - ticket.reservedTokens
        let words = ["\(id)", "\(ticket.day)", "\(beyond)"]
        _ = run(RedisScripts.settle, keys: [ticket.client.streams, Self.tokens], words, on: eventLoop)
    }

    private var limits: LimitSettings { state.withLock { $0.limits } }

    /// Runs a script.
    /// - Returns: Its reply; nil where the store did not answer as it should.
    private func run(_ script: String, keys: [String], _ arguments: [String], on eventLoop: any EventLoop) -> EventLoopFuture<RESPReply?> {
        let words = ["EVAL", script, "\(keys.count)"] + keys.map { RedisScripts.prefix + $0 } + arguments
        return way(eventLoop).connection.send(words).map { [self] reply in
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

    private func way(_ eventLoop: any EventLoop) -> Way {
        state.withLock { state in
            if let known = state.ways[ObjectIdentifier(eventLoop)] { return known.value }
            let leases = RedisLeases(on: eventLoop) { [weak self] places in
                let words = ["\(RedisScripts.lease)"] + places.map { "\($0.id)" }
                _ = self?.run(RedisScripts.renew, keys: places.map(\.key), words, on: eventLoop)
            }
            let made = Way(connection: RedisConnection(address, on: eventLoop), leases: leases)
            state.ways[ObjectIdentifier(eventLoop)] = NIOLoopBound(made, eventLoop: eventLoop)
            return made
        }
    }
}

extension ClientKey {
    /// The address in hexadecimal digits.
    fileprivate var name: String { String(high, radix: 16) + ":" + String(low, radix: 16) }

    /// The key of its streams.
    fileprivate var streams: String { "streams:\(name)" }
}
