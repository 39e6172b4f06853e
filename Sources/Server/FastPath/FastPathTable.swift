import Assets
import NIOCore

/// The kept answers to the fast path's requests by the bytes of their paths, so that none becomes a text first. One per event loop; filled by the
/// requests that came the long way, and only by paths that are files of the bundle, so no client makes it grow. A dated copy of an answer lives in
/// its file's entry and goes with it.
struct FastPathTable {
    /// A copy of a prerendered answer with the date of the second in which it was last asked for.
    private struct DatedCopy {
        let answer: PrerenderedResponse
        private var second: Int64 = -1
        private var message = ByteBuffer()
        /// The same for the last answer of a connection.
        private var closing: ByteBuffer?

        init(_ answer: PrerenderedResponse) { self.answer = answer }

        mutating func message(_ clock: WorkerClock, isLast: Bool) -> ByteBuffer {
            if second != clock.second {
                message = answer.dated(clock.dateBytes)
                (second, closing) = (clock.second, nil)
            }
            guard isLast else { return message }
            if let closing { return closing }
            let new = answer.closing(message)
            closing = new
            return new
        }
    }

    private struct Form {
        let tag: [UInt8]
        var whole: DatedCopy
        var unchanged: DatedCopy

        init?(_ representation: Representation) {
            guard let whole = representation.frozen, let unchanged = representation.unchanged else { return nil }
            tag = Array(representation.tag.utf8)
            (self.whole, self.unchanged) = (DatedCopy(whole), DatedCopy(unchanged))
        }

        /// - Parameter tag: The value of `If-None-Match`; empty where there is none.
        /// - Returns: nil where the tag is not this form's own: the long way reads lists, weak tags and `*`.
        mutating func answer(_ tag: UnsafeRawBufferPointer, _ clock: WorkerClock, isLast: Bool) -> Answer? {
            if tag.isEmpty { return .init(message: whole.message(clock, isLast: isLast), status: 200, isLast: isLast) }
            guard self.tag.withUnsafeBytes({ FastPathRequest.equal($0, tag) }) else { return nil }
            return .init(message: unchanged.message(clock, isLast: isLast), status: 304, isLast: isLast)
        }
    }

    private struct Entry {
        let path: [UInt8]
        var identity: Form
        var gzip: Form?
    }

    /// An answer that is ready to be sent; `isLast`: the client ends the connection with it.
    struct Answer {
        let message: ByteBuffer
        let status: Int
        let isLast: Bool
    }

    private var entries: [Entry] = []
    /// Places in `entries`; at least half stay empty, where a search ends.
    private var slots = [Int16](repeating: -1, count: slotCount)
    private var codings: [(text: [UInt8], prefersGzip: Bool)] = []

    /// A power of two.
    private static let slotCount = 1024
    /// Most texts of `Accept-Encoding` that are remembered; a look through them is cheaper than reading one anew.
    private static let codingLimit = 8

    /// Takes a request off the front and answers it; nil, and nothing taken, where the decoder has to look.
    mutating func answer(to bytes: inout ByteBuffer, _ clock: WorkerClock) -> Answer? {
        let found = bytes.withUnsafeReadableBytes { bytes -> (request: FastPathRequest, answer: Answer)? in
            guard let request = FastPathRequest(bytes), let entry = find(UnsafeRawBufferPointer(rebasing: bytes[request.path])) else {
                return nil
            }
            let tag = UnsafeRawBufferPointer(rebasing: bytes[request.ifNoneMatch])
            let wantsGzip = prefersGzip(UnsafeRawBufferPointer(rebasing: bytes[request.acceptEncoding]))
            let answer =
                wantsGzip && entries[entry].gzip != nil
                ? entries[entry].gzip?.answer(tag, clock, isLast: request.saysClose)
                : entries[entry].identity.answer(tag, clock, isLast: request.saysClose)
            return answer.map { (request, $0) }
        }
        guard let (request, answer) = found else { return nil }
        bytes.moveReaderIndex(forwardBy: request.length)
        return answer
    }

    /// Keeps the answers of a path; the first ones stay, since those of a bundle never change.
    mutating func keep(_ path: Substring, _ asset: Asset) {
        guard let identity = Form(asset.identity), asset.gzip == nil || asset.gzip.flatMap(Form.init) != nil else { return }
        let bytes = Array(path.utf8)
        guard entries.count < Self.slotCount / 2, bytes.withUnsafeBytes(find) == nil else { return }
        var slot = bytes.withUnsafeBytes(Self.slot)
        while slots[slot] >= 0 { slot = (slot + 1) & (Self.slotCount - 1) }
        slots[slot] = Int16(entries.count)
        entries.append(Entry(path: bytes, identity: identity, gzip: asset.gzip.flatMap(Form.init)))
    }

    private func find(_ path: UnsafeRawBufferPointer) -> Int? {
        var slot = Self.slot(path)
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if entries[place].path.withUnsafeBytes({ FastPathRequest.equal($0, path) }) { return place }
            slot = (slot + 1) & (Self.slotCount - 1)
        }
        return nil
    }

    /// Whether gzip is preferred by the text of an `Accept-Encoding`, remembered for the few texts that browsers send.
    private mutating func prefersGzip(_ text: UnsafeRawBufferPointer) -> Bool {
        guard !text.isEmpty else { return false }
        for known in codings where known.text.withUnsafeBytes({ FastPathRequest.equal($0, text) }) { return known.prefersGzip }
        let prefers = AcceptEncoding.prefersGzip(String(decoding: text, as: UTF8.self))
        if codings.count < Self.codingLimit, text.count <= 64 { codings.append((Array(text), prefers)) }
        return prefers
    }

    /// FNV-1a; paths are short, and only our own are in the table.
    private static func slot(_ path: UnsafeRawBufferPointer) -> Int {
        var hash: UInt32 = 0x811C_9DC5
        for byte in path { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return Int(truncatingIfNeeded: hash ^ hash >> 16) & (slotCount - 1)
    }
}
