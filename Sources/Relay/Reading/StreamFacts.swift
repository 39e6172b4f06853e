import EventStream
import JSON
import NIOCore

/// What the log, the account and the end of a stream need to know, read on the side from whole events. Never in the bytes' way: each event is
/// looked over once, and only what may tell of the end or of tokens is copied; JSON is decoded at the end, or where an error is told.
struct StreamFacts {
    /// Events but `[DONE]` and comments.
    private(set) var events = 0
    private(set) var isDone = false
    /// The upstream's own error, from the first event that tells one.
    private(set) var error: VendorError?
    /// Events whose data is no JSON (R-H2).
    private(set) var brokenEvents = 0

    var hasError: Bool { error != nil }

    /// The last events that had a reason of the end or a usage.
    private var last = [ByteBuffer(), ByteBuffer(), ByteBuffer()]
    private var next = 0
    /// Events over this size hold neither usage nor the reason of the end.
    private static let keptLimit = 16 << 10

    /// Looks at whole events.
    mutating func look(at bytes: ByteBuffer) {
        EventBlock.forEach(in: bytes) { block in look(at: block) }
    }

    /// Looks at what a stream ended with: some vendors leave the blank line behind `[DONE]` out.
    ///
    /// - Returns: Whether it was `[DONE]`. Anything else that is unfinished counts as nothing, as the standard has it.
    mutating func look(atTail bytes: ByteBuffer) -> Bool {
        guard bytes.readableBytes > 0, bytes.readableBytes < 24, let data = EventBlock(bytes.readableBytesView).data, Self.isEnd(data)
        else {
            return false
        }
        isDone = true
        return true
    }

    private mutating func look(at block: UnsafeRawBufferPointer.SubSequence) {
        guard let data = EventBlock.onlyLine(block) else { return lookClosely(at: block) }
        look(atData: UnsafeRawBufferPointer(rebasing: data))
    }

    /// A block of comments, of several lines, or with other fields.
    private mutating func lookClosely(at block: UnsafeRawBufferPointer.SubSequence) {
        let event = EventBlock(block)
        if let told = event.errorField {
            events += 1
            note(VendorError(body: ByteBuffer(bytes: told)))
        } else if let data = event.data, event.isNamedError {
            events += 1
            note(VendorError(body: ByteBuffer(bytes: data)))
        } else if let data = event.data {
            data.withUnsafeBytes { look(atData: $0) }
        }
    }

    private mutating func look(atData data: UnsafeRawBufferPointer) {
        if data.count < 24, Self.isEnd(data) {
            isDone = true
            return
        }
        events += 1
        let scan = EventScan(data)
        guard scan.isWhole else {
            if !data.isEmpty { brokenEvents += 1 }
            return
        }
        if scan.hasError || !scan.hasChoices, let value = try? JSONValue(parsing: Array(data)), let told = VendorError(event: value) {
            note(told)
        }
        guard scan.tellsOfEnd, data.count <= Self.keptLimit else { return }
        last[next].clear()
        last[next].writeBytes(data)
        next = (next + 1) % last.count
    }

    private mutating func note(_ told: VendorError) { if error == nil { error = told } }

    /// Whether data is `[DONE]`, perhaps with blanks behind it.
    private static func isEnd(_ data: some BidirectionalCollection<UInt8>) -> Bool {
        guard data.first == UInt8(ascii: "["), let last = data.lastIndex(where: { $0 != 0x20 && $0 != 0x09 }) else { return false }
        return data[...last].elementsEqual("[DONE]".utf8)
    }

    /// Reads the last events.
    func ending() -> (finishReason: Bool, usage: Usage?) {
        var finish = false
        var usage: Usage?
        for event in last[next...] + last[..<next] where event.readableBytes > 0 {
            guard let value = try? JSONValue(parsing: event) else { continue }
            if case .array(let choices)? = value["choices"], choices.contains(where: { $0["finish_reason"]?.text?.isEmpty == false }) {
                finish = true
            }
            if let found = Usage(value["usage"]) { usage = found }
        }
        return (finish, usage)
    }
}

/// Token counts as the upstream reported them.
struct Usage: Equatable {
    var prompt: Int?
    var completion: Int?
    var total: Int?

    init?(_ value: JSONValue?) {
        guard let value, case .object = value else { return nil }
        func count(_ name: String) -> Int? { value[name]?.integer.flatMap { $0 >= 0 ? $0 : nil } }
        (prompt, completion, total) = (count("prompt_tokens"), count("completion_tokens"), count("total_tokens"))
        if prompt == nil, completion == nil, total == nil { return nil }
    }
}
