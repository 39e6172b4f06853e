import Glibc

/// A spool seen from outside, for `bellhop bookings`: without its lock, beside a server that runs or not.
package struct SpoolListing: Sendable {
    /// A request that waits or was given up; never the guest's data.
    package struct Item: Sendable, Equatable {
        /// The request's id, which is the file's name.
        package let id: String
        /// nil where the file is no request of ours.
        package let entry: SpoolEntry?
        /// Attempts and the last error, by sink.
        package let state: DeliveryState
        /// Whether it was given up.
        package let hasFailed: Bool
    }

    private let folder: String

    /// - Throws: Where the folder cannot be read.
    package init(folder: String) throws(SpoolError) {
        self.folder = folder
        guard DurableFile.names(in: folder) != nil else { throw DurableFile.failure("read", folder) }
    }

    /// What waits, then what failed, the oldest first.
    package var items: [Item] {
        func items(in path: String, hasFailed: Bool) -> [Item] {
            (DurableFile.names(in: path) ?? []).filter { $0.hasSuffix(".json") }.map { name in
                let id = String(name.dropLast(5))
                return Item(
                    id: id, entry: DurableFile.read("\(path)/\(name)").flatMap(SpoolEntry.init),
                    state: DurableFile.read("\(path)/\(id).state").map(DeliveryState.init) ?? DeliveryState(), hasFailed: hasFailed)
            }.sorted { ($0.entry?.acceptedAt ?? 0, $0.id) < ($1.entry?.acceptedAt ?? 0, $1.id) }
        }
        return items(in: folder, hasFailed: false) + items(in: folder + "/failed", hasFailed: true)
    }

    /// Puts a request back to its beginning: a server that runs tries it within seconds, else the next one does.
    package func retry(_ id: String) throws(SpoolError) {
        let (waiting, failed) = ("\(folder)/\(id)", "\(folder)/failed/\(id)")
        if access("\(failed).json", F_OK) == 0 {
            unlink("\(failed).state")
            unlink("\(waiting).state")
            guard rename("\(failed).json", "\(waiting).json") == 0 else { throw DurableFile.failure("move", "\(failed).json") }
            try DurableFile.sync(folder)
        } else {
            guard access("\(waiting).json", F_OK) == 0 else { throw DurableFile.failure("find", "\(waiting).json") }
            unlink("\(waiting).state")
        }
    }
}
