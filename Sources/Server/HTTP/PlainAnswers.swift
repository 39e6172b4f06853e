import Assets
import NIOCore

/// The kept answers to plain GETs by the bytes of their paths, so that none becomes a text first. One per event loop; filled by the requests
/// that came the long way, and only by paths that are files, so no client makes it grow.
struct PlainAnswers {
    struct Answers {
        let identity: PrerenderedResponse
        let gzip: PrerenderedResponse?
    }

    private struct Entry {
        let path: [UInt8]
        let answers: Answers
    }

    /// At least half of it stays empty: a search ends at the first gap.
    private var slots: [Entry?] = Array(repeating: nil, count: slotCount)
    private var count = 0
    /// A power of two.
    private static let slotCount = 1024

    func find(_ path: UnsafeRawBufferPointer) -> Answers? {
        var slot = Self.slot(path)
        while let entry = slots[slot] {
            if entry.path.withUnsafeBytes({ PlainGet.equal($0, path) }) { return entry.answers }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        return nil
    }

    /// Keeps the answers of a path; the first ones stay, since those of a bundle never change.
    mutating func keep(_ path: Substring, _ answers: Answers) {
        let bytes = Array(path.utf8)
        guard count < Self.slotCount / 2, bytes.withUnsafeBytes(find) == nil else { return }
        var slot = bytes.withUnsafeBytes(Self.slot)
        while slots[slot] != nil { slot = (slot + 1) & (Self.slotCount - 1) }
        slots[slot] = Entry(path: bytes, answers: answers)
        count += 1
    }

    /// FNV-1a; paths are short, and only our own are in the table.
    private static func slot(_ path: UnsafeRawBufferPointer) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for byte in path { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(truncatingIfNeeded: hash ^ hash >> 16) & (slotCount - 1)
    }
}
