package import Chat
package import Logging
package import NIOCore
package import NIOPosix

/// Takes booking requests: judged, priced, on the disk before the guest hears of it.
package struct BookingDesk: Sendable {
    private let spool: Spool
    private let pool: NIOThreadPool
    private let statistics: BookingStatistics
    private let logger: Logger
    private let arrived: @Sendable (String) -> Void

    /// - Parameters:
    ///   - pool: One thread, the only one that writes the spool.
    ///   - arrived: Is told the id of each request that was taken.
    package init(
        spool: Spool, pool: NIOThreadPool, statistics: BookingStatistics, logger: Logger, arrived: @escaping @Sendable (String) -> Void
    ) {
        self.spool = spool
        self.pool = pool
        self.statistics = statistics
        self.logger = logger
        self.arrived = arrived
    }

    /// Takes or refuses a request; the disk is written on the desk's own thread.
    ///
    /// - Parameters:
    ///   - body: The request's body, of at most ``BookingRequest/bodyLimit`` bytes.
    ///   - now: Seconds since 1970.
    /// - Returns: A future that never fails.
    package func accept(
        _ body: ByteBuffer, hotel: Hotel, availability: Availability, now: Int64, on eventLoop: any EventLoop
    ) -> EventLoopFuture<Result<BookingReceipt, BookingRefusal>> {
        pool.runIfActive(eventLoop: eventLoop) {
            accept(Array(body.readableBytesView), judge: BookingJudge(hotel: hotel, availability: availability, now: now), now: now)
        }.flatMapErrorThrowing { _ in .failure(.notKept) }
    }

    /// The same on the thread that calls.
    func accept(_ body: [UInt8], judge: BookingJudge, now: Int64) -> Result<BookingReceipt, BookingRefusal> {
        do throws(BookingRefusal) {
            let request = try BookingRequest(body)
            if case .taken(let digest, let receipt) = spool.known(request.id) {
                guard digest == request.digest else { throw BookingRefusal.idTaken }
                statistics.count(.repeated)
                return .success(receipt)
            }
            let booking = try judge.booking(request, reference: BookingReference.make())
            try keep(SpoolEntry(booking: booking, digest: request.digest, acceptedAt: now))
            return .success(BookingReceipt(booking))
        } catch {
            statistics.count(error.status == 503 ? .unavailable : .refused)
            return .failure(error)
        }
    }

    private func keep(_ entry: SpoolEntry) throws(BookingRefusal) {
        let id = entry.booking.id
        do throws(SpoolError) {
            try spool.add(entry)
        } catch {
            logger.error("a booking request could not be kept", metadata: ["booking.id": "\(id)", "error": "\(error)"])
            throw .notKept
        }
        statistics.count(.accepted)
        statistics.waits(id, since: entry.acceptedAt)
        logger.info("booking request taken", metadata: ["booking.id": "\(id)"])
        arrived(id)
    }
}
