import EventStream
import Logging
import NIOCore
import NIOHTTP1

/// What development's log says of a request that is no chat: chats have their own line in every mode.
struct RequestRecord {
    private let started: NIODeadline
    /// 499 until something was sent.
    var status = 499
    private var stream: (firstAt: NIODeadline, splitter: EventSplitter)?
    private var events = 0

    init(started: NIODeadline) { self.started = started }

    /// Looks at a piece of an event stream on its way.
    mutating func look(at piece: ByteBuffer, _ now: NIODeadline) {
        if stream == nil { stream = (now, EventSplitter()) }
        // What is over the splitter's limit is sent all the same and not counted.
        guard let whole = try? stream?.splitter.append(piece) else { return }
        EventBlock.forEach(in: whole) { block in
            if let data = EventBlock(block).data, !data.elementsEqual("[DONE]".utf8) { events += 1 }
        }
    }

    func facts(_ head: HTTPRequestHead, path: Substring, now: NIODeadline) -> Logger.Metadata {
        var facts: Logger.Metadata = [
            "http.method": "\(head.method.rawValue)", "http.path": "\(path)", "http.status": .stringConvertible(status),
            "duration_ms": .stringConvertible((now - started).milliseconds),
        ]
        // Who only listens, as the pages of development do, is sent no tokens.
        if let stream, head.method == .POST {
            facts["first_byte_ms"] = .stringConvertible((stream.firstAt - started).milliseconds)
            facts["events"] = .stringConvertible(events)
        }
        return facts
    }
}

extension TimeAmount {
    /// With one decimal.
    var milliseconds: Double { (Double(nanoseconds) / 1e5).rounded() / 10 }
}
