import NIOCore

/// Takes an upstream's answer out of its framing (RFC 9112 §6, §7): bytes in, head and body out, the body as slices of what came.
///
/// Our own because one read has to become one piece of body, whatever the number of chunks in it; NIOHTTP1's decoder makes a part of each.
struct ResponseDecoder {
    enum Failure: Error, Equatable { case malformed }

    private enum State {
        case head
        case fixed(Int64)
        case untilClose
        /// Reading the line with a chunk's size; the bytes of it so far.
        case chunkSize
        case chunk(Int64)
        /// The line end behind a chunk's data.
        case chunkEnd
        case trailers
        case end
    }

    private var state = State.head
    private var pending = ByteBuffer()
    private(set) var head: ResponseHead?
    private(set) var keepsAlive = true

    /// Whether the body is complete.
    var isComplete: Bool { if case .end = state { true } else { false } }

    /// Takes bytes. Look at ``head`` and ``isComplete`` afterwards.
    /// - Returns: Body bytes; nil where there are none.
    mutating func feed(_ bytes: ByteBuffer) throws(Failure) -> ByteBuffer? {
        var input = bytes
        if pending.readableBytes > 0 {
            pending.writeImmutableBuffer(bytes)
            input = pending
            pending = ByteBuffer()
        }
        var body: ByteBuffer?
        func add(_ piece: ByteBuffer) { if body == nil { body = piece } else { body?.writeImmutableBuffer(piece) } }
        loop: while true {
            switch state {
            case .head:
                guard try readHead(&input) else { break loop }
            case .fixed(let left):
                guard input.readableBytes > 0, let piece = input.readSlice(length: Int(min(left, Int64(input.readableBytes)))) else {
                    break loop
                }
                add(piece)
                state = left == Int64(piece.readableBytes) ? .end : .fixed(left - Int64(piece.readableBytes))
            case .untilClose:
                if input.readableBytes > 0 { add(input) }
                input.clear()
                break loop
            case .chunkSize:
                var size = Self.plainSize(&input)
                if size < 0 {
                    guard let line = try line(&input) else { break loop }
                    size = try Self.size(line)
                }
                state = size == 0 ? .trailers : .chunk(size)
            case .chunk(let left):
                guard input.readableBytes > 0, let piece = input.readSlice(length: Int(min(left, Int64(input.readableBytes)))) else {
                    break loop
                }
                add(piece)
                state = left == Int64(piece.readableBytes) ? .chunkEnd : .chunk(left - Int64(piece.readableBytes))
            case .chunkEnd where input.getInteger(at: input.readerIndex, as: UInt16.self) == 0x0D0A:
                input.moveReaderIndex(forwardBy: 2)
                state = .chunkSize
            case .chunkEnd:
                guard let line = try line(&input) else { break loop }
                guard line.isEmpty else { throw .malformed }
                state = .chunkSize
            case .trailers:
                guard let line = try line(&input) else { break loop }
                if line.isEmpty { state = .end }
            case .end:
                // Bytes behind an answer: nobody asked, so the connection is not used again.
                if input.readableBytes > 0 { keepsAlive = false }
                return body
            }
        }
        if input.readableBytes > 0 { pending.writeImmutableBuffer(input) }
        return body
    }

    /// A chunk's size in hex digits with nothing but its line end behind it, as nearly every one is; -1 where it stands otherwise or is not whole.
    private static func plainSize(_ input: inout ByteBuffer) -> Int64 {
        let (size, length) = input.withUnsafeReadableBytes { bytes -> (Int64, Int) in
            var size: Int64 = 0
            for index in 0..<max(0, min(bytes.count - 1, 9)) {
                switch bytes[index] {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): size = size << 4 | Int64(bytes[index] & 0x0F)
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
                    size = size << 4 | Int64((bytes[index] & 0x0F) + 9)
                case 0x0D where index > 0 && bytes[index + 1] == 0x0A: return (size, index + 2)
                default: return (-1, 0)
                }
            }
            return (-1, 0)
        }
        input.moveReaderIndex(forwardBy: length)
        return size
    }

    /// The connection has ended.
    /// - Returns: Whether the answer is whole.
    mutating func close() -> Bool {
        switch state {
        case .end: return true
        case .untilClose:
            state = .end
            return true
        default: return false
        }
    }

    private mutating func readHead(_ input: inout ByteBuffer) throws(Failure) -> Bool {
        let bytes = Array(input.readableBytesView.prefix(ResponseHead.limit))
        guard let end = Self.headEnd(bytes) else {
            guard bytes.count < ResponseHead.limit else { throw .malformed }
            // What can never become a status line is refused at once: HTML, TLS records, another protocol.
            guard zip(bytes, "HTTP/1.".utf8).allSatisfy(==) else { throw .malformed }
            return false
        }
        guard let head = ResponseHead(bytes[..<end]) else { throw .malformed }
        input.moveReaderIndex(forwardBy: end)
        guard head.status >= 200 else {
            guard head.status != 101 else { throw .malformed }
            return true
        }
        self.head = head
        try frame(head)
        return true
    }

    private mutating func frame(_ head: ResponseHead) throws(Failure) {
        let options = head.fields.filter { $0.name == "connection" }
            .flatMap { $0.value.lowercased().utf8.split { $0 == 0x2C || $0 == 0x20 || $0 == 0x09 } }
        func says(_ option: StaticString) -> Bool {
            options.contains { $0.elementsEqual(UnsafeBufferPointer(start: option.utf8Start, count: option.utf8CodeUnitCount)) }
        }
        keepsAlive = head.isHTTP10 ? says("keep-alive") : !says("close")
        let codings = head.fields.filter { $0.name == "transfer-encoding" }.map { $0.value.lowercased() }
        let lengths = Set(
            head.fields.filter { $0.name == "content-length" }.flatMap { $0.value.split(separator: ",").map { $0.filter { $0 != " " } } })
        if head.status == 204 || head.status == 304 {
            state = .end
        } else if !codings.isEmpty {
            guard codings == ["chunked"] else { throw .malformed }
            state = .chunkSize
        } else if let text = lengths.first {
            guard lengths.count == 1, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int64(text) else {
                throw .malformed
            }
            state = length == 0 ? .end : .fixed(length)
        } else {
            keepsAlive = false
            state = .untilClose
        }
    }

    /// A line without its end; nil where it is not whole yet.
    private func line(_ input: inout ByteBuffer) throws(Failure) -> [UInt8]? {
        guard let end = input.readableBytesView.firstIndex(of: 0x0A) else {
            guard input.readableBytes <= 4096 else { throw .malformed }
            return nil
        }
        guard var line = input.readBytes(length: end - input.readerIndex + 1) else { return nil }
        line.removeLast()
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    /// A chunk's size in hexadecimal digits, extensions ignored.
    private static func size(_ line: [UInt8]) throws(Failure) -> Int64 {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        guard !digits.isEmpty, digits.count <= 15, let size = Int64(String(decoding: digits, as: UTF8.self), radix: 16), size >= 0,
            digits.first != UInt8(ascii: "+"), digits.first != UInt8(ascii: "-")
        else { throw .malformed }
        return size
    }

    /// Where the blank line ends.
    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        var lineStart = 0
        for index in bytes.indices where bytes[index] == 0x0A {
            let length = index - lineStart
            if length == 0 || length == 1 && bytes[lineStart] == 0x0D, lineStart > 0 { return index + 1 }
            lineStart = index + 1
        }
        return nil
    }
}
