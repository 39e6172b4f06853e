import NIOCore
import NIOHTTP1

/// Requests, in parts, that came while an earlier one was being answered.
struct PendingParts {
    private var parts = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 1)
    private var weight = 0

    var isEmpty: Bool { parts.isEmpty }
    /// Whether nothing more should be read before some are answered.
    var isFull: Bool { weight >= HTTPHandler.bodyLimit }

    mutating func append(_ part: HTTPServerRequestPart) {
        parts.append(part)
        weight += Self.weight(of: part)
    }

    mutating func popFirst() -> HTTPServerRequestPart? {
        guard let part = parts.popFirst() else { return nil }
        weight -= Self.weight(of: part)
        return part
    }

    mutating func removeAll() {
        parts.removeAll()
        weight = 0
    }

    /// In bytes; a head counts as one of usual size.
    private static func weight(of part: HTTPServerRequestPart) -> Int {
        if case .body(let bytes) = part { bytes.readableBytes } else { 1024 }
    }
}
