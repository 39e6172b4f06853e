import Chat
import EventStream
import Glibc
import NIOCore

/// What the log, the account and the end of a stream need to know, read on the side from whole events. Never in the bytes' way: per event it
/// looks at a few bytes and keeps a copy of the last three; JSON is decoded at the end.
struct StreamFacts {
    /// Events but `[DONE]` and comments.
    private(set) var events = 0
    private(set) var isDone = false
    /// The code of an error event of the upstream's own.
    private(set) var errorCode: String?
    private(set) var hasError = false

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
        if !Self.hasChoices(block) { lookForError(block) }
        guard block.count <= Self.keptLimit else { return }
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

    /// Whether `"choices"` occurs; every ordinary event has it near its start.
    private static func hasChoices(_ block: UnsafeRawBufferPointer.SubSequence) -> Bool {
        let name: StaticString = "\"choices\""
        let bytes = UnsafeRawBufferPointer(rebasing: block)
        guard var at = bytes.baseAddress else { return false }
        let length = name.utf8CodeUnitCount
        let end = at + bytes.count
        // From quote to quote.
        while end - at >= length, let quote = memchr(at, CInt(UInt8(ascii: "\"")), end - at - length + 1) {
            if memcmp(quote, name.utf8Start, length) == 0 { return true }
            at = UnsafeRawPointer(quote) + 1
        }
        return false
    }

    /// Reads the last events.
    func ending() -> (finishReason: Bool, usage: Usage?) {
        var finish = false
        var usage: Usage?
        for event in last where event.readableBytes > 0 {
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
