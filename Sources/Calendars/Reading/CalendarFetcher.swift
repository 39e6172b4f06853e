import FoundationEssentials
import Glibc
import NIOCore
import OutgoingHTTP

/// Brings a calendar's bytes: over HTTP with conditions, or from a file.
struct CalendarFetcher: Sendable {
    /// What a source remembers from its last good reading.
    struct Memory: Sendable, Equatable {
        var entityTag: String?
        var lastModified: String?
        /// The hotel's day for which the bytes were expanded: on another they are asked for anew.
        var today = 0
    }

    enum Outcome: Sendable {
        case bytes([UInt8], Memory)
        case unchanged
    }

    /// Why nothing was brought; no address.
    struct Failure: Error, CustomStringConvertible { let description: String }

    let client: OutgoingClient
    let version: String

    /// Largest calendar, in bytes.
    static let sizeLimit = 2 << 20
    static let timeLimit = TimeAmount.seconds(15)
    static let redirectLimit = 5

    func fetch(_ source: CalendarSource, _ memory: Memory?) async throws(Failure) -> Outcome {
        switch source {
        case .file(let path): return .bytes(try Self.read(path), Memory())
        case .address(let url): return try await fetch(url, memory)
        }
    }

    private func fetch(_ first: OutgoingURL, _ memory: Memory?) async throws(Failure) -> Outcome {
        var url = first
        // The time limit holds for all redirects together.
        let end = ContinuousClock.now + .nanoseconds(Self.timeLimit.nanoseconds)
        for _ in 0...Self.redirectLimit {
            let left = (end - ContinuousClock.now).components
            let time = TimeAmount.nanoseconds(max(1, left.seconds * 1_000_000_000 + left.attoseconds / 1_000_000_000))
            let answer: OutgoingResponse
            do throws(OutgoingFailure) {
                answer = try await client.send(request(url, memory), within: time)
            } catch {
                if case .timedOut = error { throw Failure(description: "no whole answer within 15 s") }
                throw Failure(description: error.description)
            }
            switch answer.status {
            case 200:
                let bytes = Array(answer.body.readableBytesView)
                return .bytes(bytes, Memory(entityTag: answer.field("etag"), lastModified: answer.field("last-modified")))
            case 304 where memory != nil: return .unchanged
            case 301, 302, 303, 307, 308:
                guard let location = answer.field("location"), let next = url.following(location), next.isSecure else {
                    throw Failure(description: "it redirects to an address that is not https")
                }
                url = next
            default: throw Failure(description: "it answered \(answer.status)")
            }
        }
        throw Failure(description: "it redirects more than \(Self.redirectLimit) times")
    }

    private func request(_ url: OutgoingURL, _ memory: Memory?) -> OutgoingRequest {
        var fields = [("accept", "text/calendar, */*;q=0.5"), ("user-agent", "bellhop/\(version)"), ("accept-encoding", "identity")]
        if let tag = memory?.entityTag { fields.append(("if-none-match", tag)) }
        if let date = memory?.lastModified { fields.append(("if-modified-since", date)) }
        return OutgoingRequest(method: .get, url: url, fields: fields, bodyLimit: Self.sizeLimit)
    }

    /// The bytes of a file of at most ``sizeLimit``.
    static func read(_ path: String) throws(Failure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Failure(description: "the file cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { throw Failure(description: "it is no file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw Failure(description: "the file cannot be read: \(String(cString: strerror(errno)))") }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= sizeLimit else { throw Failure(description: "it has more than \(sizeLimit) bytes") }
        }
    }
}
