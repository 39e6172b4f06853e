import Synchronization

/// What was learned of the models of one upstream; a reload begins anew. Shared by all loops, looked at once per request.
final class DialectMemory: Sendable {
    /// Most models that are remembered; the allow-list is nearly always shorter.
    private static let limit = 256
    private let learned = Mutex<[String: RequestDialect]>([:])

    func dialect(for model: String) -> RequestDialect? { learned.withLock { $0[model] } }

    /// - Returns: Whether that is news.
    func learn(_ dialect: RequestDialect, for model: String) -> Bool {
        learned.withLock { learned in
            guard learned[model] != dialect, learned.count < Self.limit || learned[model] != nil else { return false }
            learned[model] = dialect
            return true
        }
    }
}
