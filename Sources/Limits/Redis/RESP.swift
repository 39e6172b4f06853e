import NIOCore

/// A reply of the Redis serialization protocol, version 2, as far as scripts answer: integers, arrays of them, texts, errors.
enum RESPReply: Equatable, Sendable {
    case integer(Int64)
    case text(String)
    case null
    case array([RESPReply])
    case error(String)
}

/// Writes commands and reads replies, incrementally.
enum RESP {
    struct Malformed: Error {}

    /// Deepest nesting and longest array or text that is taken; the limiter's scripts answer with two integers.
    private static let lengthLimit = 4096

    static func command(_ words: [String], into buffer: inout ByteBuffer) {
        buffer.writeString("*\(words.count)\r\n")
        for word in words { buffer.writeString("$\(word.utf8.count)\r\n\(word)\r\n") }
    }

    /// - Returns: nil where the reply is not whole; the buffer is then as before.
    static func reply(from buffer: inout ByteBuffer, depth: Int = 0) throws -> RESPReply? {
        guard depth < 4 else { throw Malformed() }
        let start = buffer.readerIndex
        guard let kind = buffer.getInteger(at: start, as: UInt8.self), let line = try line(&buffer) else { return nil }
        let text = line.dropFirst()
        switch kind {
        case UInt8(ascii: "+"): return .text(String(text))
        case UInt8(ascii: "-"): return .error(String(text))
        case UInt8(ascii: ":"):
            guard let number = Int64(text) else { throw Malformed() }
            return .integer(number)
        case UInt8(ascii: "$"):
            guard let length = Int(text), length <= lengthLimit else { throw Malformed() }
            guard length >= 0 else { return .null }
            guard buffer.readableBytes >= length + 2, let value = buffer.readString(length: length) else { break }
            buffer.moveReaderIndex(forwardBy: 2)
            return .text(value)
        case UInt8(ascii: "*"):
            guard let count = Int(text), count <= lengthLimit else { throw Malformed() }
            guard count >= 0 else { return .null }
            var items: [RESPReply] = []
            while items.count < count, let item = try reply(from: &buffer, depth: depth + 1) { items.append(item) }
            if items.count == count { return .array(items) }
        default: throw Malformed()
        }
        buffer.moveReaderIndex(to: start)
        return nil
    }

    private static func line(_ buffer: inout ByteBuffer) throws -> String? {
        guard let end = buffer.readableBytesView.firstIndex(of: UInt8(ascii: "\r")), end + 1 < buffer.writerIndex else {
            if buffer.readableBytes > lengthLimit { throw Malformed() }
            return nil
        }
        defer { buffer.moveReaderIndex(forwardBy: 2) }
        return buffer.readString(length: end - buffer.readerIndex)
    }
}
