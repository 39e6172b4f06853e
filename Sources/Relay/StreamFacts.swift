import Chat
import EventStream
import Glibc
import JSON
import NIOCore

/// What the log, the account and the end of a stream need to know, read on the side from whole events. Never in the bytes' way: per event it
/// looks for three names, and only what may tell of the end or of tokens is copied; JSON is decoded at the end.
struct StreamFacts {
    /// Events but `[DONE]` and comments.
    private(set) var events = 0
    private(set) var isDone = false
    /// The code of an error event of the upstream's own.
    private(set) var errorCode: String?
    private(set) var hasError = false

    /// The last events that had a reason of the end or a usage.
    private var last = [ByteBuffer(), ByteBuffer(), ByteBuffer()]
    private var next = 0
    /// Events over this size hold neither usage nor the reason of the end.
    private static let keptLimit = 16 << 10

    /// Looks at whole events.
    mutating func look(at bytes: ByteBuffer) {
        EventBlock.forEach(in: bytes) { block in look(at: block) }
    }

    private mutating func look(at block: UnsafeRawBufferPointer.SubSequence) {
        // A block of comments: the first byte of each line is a colon, nearly always there is one line.
        if block.first == UInt8(ascii: ":"), EventBlock(block).data == nil { return }
        if block.count < 24, EventBlock(block).data.map({ $0.elementsEqual("[DONE]".utf8) }) == true {
            isDone = true
            return
        }
        events += 1
        let names = Names(in: UnsafeRawBufferPointer(rebasing: block))
        if !names.hasChoices { lookForError(block) }
        guard names.tellsOfEnd, block.count <= Self.keptLimit else { return }
        last[next].clear()
        last[next].writeBytes(block)
        next = (next + 1) % last.count
    }

    private mutating func lookForError(_ block: UnsafeRawBufferPointer.SubSequence) {
        guard block.count <= Self.keptLimit, let data = EventBlock(block).data, let value = try? JSONValue(parsing: data),
            let error = value["error"], error != .null
        else { return }
        hasError = true
        errorCode = ErrorObject(upstreamBody: ByteBuffer(bytes: data))?.code
    }

    /// Which names of an event's object occur; every ordinary one has `"choices"`, and `null` for the reason of the end and the usage, if at all.
    private struct Names {
        private(set) var hasChoices = false
        private(set) var tellsOfEnd = false

        init(in bytes: UnsafeRawBufferPointer) {
            guard var at = bytes.baseAddress else { return }
            let end = at + bytes.count
            // From quote to quote: most are told by the byte behind them.
            while end - at > 16, let found = memchr(at, CInt(UInt8(ascii: "\"")), end - at - 16) {
                let quote = UnsafeRawPointer(found)
                switch quote.load(fromByteOffset: 1, as: UInt8.self) {
                case UInt8(ascii: "c"): hasChoices = hasChoices || Self.begins(quote, "\"choices\"")
                case UInt8(ascii: "f") where Self.begins(quote, "\"finish_reason\""): note(valueAt: quote + 15, end)
                case UInt8(ascii: "u") where Self.begins(quote, "\"usage\""): note(valueAt: quote + 7, end)
                default: break
                }
                at = quote + 1
            }
        }

        private mutating func note(valueAt start: UnsafeRawPointer, _ end: UnsafeRawPointer) {
            var at = start
            while at < end, [0x20, 0x09, UInt8(ascii: ":")].contains(at.load(as: UInt8.self)) { at += 1 }
            if at < end, at.load(as: UInt8.self) != UInt8(ascii: "n") { tellsOfEnd = true }
        }

        private static func begins(_ start: UnsafeRawPointer, _ name: StaticString) -> Bool {
            memcmp(start, name.utf8Start, name.utf8CodeUnitCount) == 0
        }
    }

    /// Reads the last events.
    func ending() -> (finishReason: Bool, usage: Usage?) {
        var finish = false
        var usage: Usage?
        for event in last[next...] + last[..<next] where event.readableBytes > 0 {
            guard let data = EventBlock(event.readableBytesView).data, let value = try? JSONValue(parsing: data) else { continue }
            if case .array(let choices)? = value["choices"], choices.contains(where: { $0["finish_reason"]?.text != nil }) { finish = true }
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
