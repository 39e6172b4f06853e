import Glibc
package import Logging
package import NIOPosix
import Synchronization

/// Brings the requests of a spool to their sinks: each to each at least once, whatever crashes. Sinks do not wait for each other.
package actor BookingDispatcher {
    private let spool: Spool
    private let sinks: [any BookingSink]
    private let pool: NIOThreadPool
    private let giveUpSeconds: Int64
    private let statistics: BookingStatistics
    private let logger: Logger
    private let now: @Sendable () -> Int64
    private var schedules: [String: DeliverySchedule] = [:]
    private var wakers: [String: AsyncStream<Void>.Continuation] = [:]
    private var unreadable: Set<String> = []
    private let start = ContinuousClock.now
    /// Ids that came by ``arrived(_:)``, from any thread.
    private nonisolated let arrivals: (stream: AsyncStream<String>, continuation: AsyncStream<String>.Continuation)

    /// - Parameters:
    ///   - pool: The one thread that writes the spool.
    ///   - giveUpSeconds: A request of this age is given up when an attempt fails.
    ///   - now: Seconds since 1970.
    package init(
        spool: Spool, sinks: [any BookingSink], pool: NIOThreadPool, giveUpSeconds: Int64, statistics: BookingStatistics, logger: Logger,
        now: @escaping @Sendable () -> Int64
    ) {
        self.spool = spool
        self.sinks = sinks
        self.pool = pool
        self.giveUpSeconds = giveUpSeconds
        self.statistics = statistics
        self.logger = logger
        self.now = now
        arrivals = AsyncStream.makeStream()
        for sink in sinks { schedules[sink.name] = DeliverySchedule(width: sink.width) }
    }

    /// A request was taken. From any thread.
    package nonisolated func arrived(_ id: String) { arrivals.continuation.yield(id) }

    /// Delivers until the task is cancelled; attempts that run then have their own short grace.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for sink in sinks {
                let (stream, waker) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
                wakers[sink.name] = waker
                group.addTask { await self.serve(sink, stream, waker) }
            }
            group.addTask { for await id in self.arrivals.stream { await self.add(id, DeliveryState()) } }
            await watchFolder()
        }
    }

    // MARK: - What there is to do

    /// Reads the folder at the start, and again where another process changed it (`bellhop bookings retry`).
    private func watchFolder() async {
        var known = ""
        var rounds = 0
        while !Task.isCancelled {
            let changed = await onDisk { $0.changed }
            // Now and then also without a change: a disk that failed for a while may be back.
            if changed != nil, changed != known || rounds % 30 == 0 {
                known = changed ?? ""
                await readFolder()
            }
            if rounds % 1800 == 0 { await onDisk { $0.tidy() } }
            rounds += 1
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func readFolder() async {
        guard let ids = await onDisk({ $0.waiting() }) ?? nil else { return }
        for id in ids {
            let isKnown = schedules.values.contains { $0.ids.contains(id) }
            guard let state = await onDisk({ $0.state(id) }) else { continue }
            if isKnown {
                // Its state was taken away: try again from the beginning.
                for sink in sinks where state.sinks[sink.name] == nil {
                    schedules[sink.name]?.restart(id, now: elapsed)
                    wakers[sink.name]?.yield()
                }
            } else {
                await add(id, state)
            }
        }
    }

    private func add(_ id: String, _ state: DeliveryState) async {
        guard !unreadable.contains(id) else { return }
        guard let entry = await onDisk({ $0.entry(id) }) ?? nil else {
            if await onDisk({ $0.waiting()?.contains(id) ?? false }) == true, unreadable.insert(id).inserted {
                logger.error("a file in the spool is no booking request and is left alone", metadata: ["booking.id": "\(id)"])
            }
            return
        }
        statistics.waits(id, since: entry.acceptedAt)
        for sink in sinks {
            let kept = state.sinks[sink.name]
            guard kept?.isDone != true, kept?.isRefused != true else { continue }
            // Where the clock was set back in between, no pause gets longer than the longest.
            let wait = min(Double((kept?.next ?? 0) - now()), DeliverySchedule.longestPause)
            schedules[sink.name]?.add(id, due: elapsed + max(0, kept == nil ? 0 : wait), attempts: kept?.attempts ?? 0)
            wakers[sink.name]?.yield()
        }
        await end(entry, state)
    }

    // MARK: - One sink

    private func serve(_ sink: any BookingSink, _ wakes: AsyncStream<Void>, _ waker: AsyncStream<Void>.Continuation) async {
        await withDiscardingTaskGroup { group in
            var alarm = Double.infinity
            for await _ in wakes {
                for id in schedules[sink.name]?.begin(now: elapsed) ?? [] {
                    group.addTask {
                        await self.attempt(id, sink)
                        waker.yield()
                    }
                }
                if alarm <= elapsed { alarm = .infinity }
                guard let next = schedules[sink.name]?.next, next < alarm else { continue }
                alarm = next
                let pause = max(0.001, next - elapsed)
                group.addTask {
                    try? await Task.sleep(for: .seconds(pause))
                    waker.yield()
                }
            }
        }
    }

    private func attempt(_ id: String, _ sink: any BookingSink) async {
        guard let entry = await onDisk({ $0.entry(id) }) ?? nil else {
            // Another process removed it.
            schedules[sink.name]?.remove(id)
            statistics.ended(id)
            return
        }
        await ended(entry, sink.name, await sink.deliver(entry))
    }

    private func ended(_ entry: SpoolEntry, _ sink: String, _ result: DeliveryResult) async {
        let id = entry.booking.id
        var facts: Logger.Metadata = ["booking.id": "\(id)", "sink": "\(sink)"]
        var state = DeliveryState.Sink()
        switch result {
        case .taken:
            schedules[sink]?.remove(id)
            state.isDone = true
            logger.info("booking request delivered", metadata: facts)
        case .failed(let reason), .refused(let reason):
            guard !Task.isCancelled else { return }
            statistics.count(.attemptFailed)
            let (attempts, pause) = schedules[sink]?.failed(id, now: elapsed, chance: .random(in: 0...1)) ?? (1, 0)
            state = .init(attempts: attempts, next: now() + Int64(pause), error: reason)
            if case .refused = result { state.isRefused = true }
            if now() - entry.acceptedAt >= giveUpSeconds { state.isRefused = true }
            facts["attempts"] = .stringConvertible(attempts)
            facts["error"] = "\(reason)"
            facts["retry_s"] = .stringConvertible(Int(pause))
            logger.warning("booking request not delivered", metadata: facts)
        }
        await keep(state, of: entry, sink)
    }

    /// Writes down how far a request is, and ends it where no sink is left that may still take it.
    private func keep(_ sink: DeliveryState.Sink, of entry: SpoolEntry, _ name: String) async {
        let id = entry.booking.id
        let names = sinks.map(\.name)
        let result = await onDisk { spool -> (state: DeliveryState, error: SpoolError?) in
            var state = spool.state(id)
            state.sinks[name] = sink
            do throws(SpoolError) {
                if names.contains(where: { state.sinks[$0]?.isDone != true }) { try spool.keep(state, of: id) }
                return (state, nil)
            } catch {
                return (state, error)
            }
        }
        if let error = result?.error { report(error, id) }
        if sink.isRefused { schedules[name]?.remove(id) }
        if let state = result?.state { await end(entry, state) }
    }

    /// Ends a request that every sink has taken, or that none will take any more.
    private func end(_ entry: SpoolEntry, _ state: DeliveryState) async {
        let states = sinks.map { state.sinks[$0.name] ?? .init() }
        if states.allSatisfy(\.isDone) { return await settle(entry) }
        guard states.allSatisfy({ $0.isDone || $0.isRefused }) else { return }
        await giveUp(entry.booking.id, states.first(where: \.isRefused)?.error ?? "")
    }

    private func settle(_ entry: SpoolEntry) async {
        let id = entry.booking.id
        let error = await onDisk { spool -> SpoolError? in
            do throws(SpoolError) {
                try spool.finish(entry)
                return nil
            } catch {
                return error
            }
        }
        if let error = error ?? nil { report(error, id) }
        statistics.count(.delivered)
        statistics.ended(id)
    }

    private func giveUp(_ id: String, _ reason: String) async {
        let error = await onDisk { spool -> SpoolError? in
            do throws(SpoolError) {
                try spool.giveUp(id)
                return nil
            } catch {
                return error
            }
        }
        if let error = error ?? nil { report(error, id) }
        statistics.count(.givenUp)
        statistics.ended(id)
        logger.error(
            "booking request given up; `bellhop bookings retry` tries again",
            metadata: ["booking.id": "\(id)", "error": "\(reason)"])
    }

    private func report(_ error: SpoolError, _ id: String) {
        logger.error("the spool cannot be written", metadata: ["booking.id": "\(id)", "error": "\(error)"])
    }

    // MARK: - Clocks and disk

    /// Seconds since the dispatcher was made, by a clock that nobody sets.
    private var elapsed: Double {
        let time = (ContinuousClock.now - start).components
        return Double(time.seconds) + Double(time.attoseconds) / 1e18
    }

    /// Runs on the spool's thread; nil where it does not run any more.
    @discardableResult
    private func onDisk<Value: Sendable>(_ action: @escaping @Sendable (Spool) -> Value) async -> Value? {
        let spool = spool
        return try? await pool.runIfActive { action(spool) }
    }
}
