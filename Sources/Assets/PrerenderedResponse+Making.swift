package import NIOCore
import Synchronization

extension PrerenderedResponse {
    private static let count = Atomic<Int>(0)

    /// Puts the bytes of a whole answer together, with a place for the date.
    convenience init(status: String, fields: [RepresentationHeaders.Field], body: [UInt8]) {
        let start = "HTTP/1.1 \(status)\r\ndate: "
        let blank = String(repeating: " ", count: 29)
        let head = start + blank + "\r\n" + fields.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
        var message = ByteBuffer()
        message.reserveCapacity(head.utf8.count + body.count)
        message.writeString(head)
        message.writeBytes(body)
        self.init(
            id: Self.count.wrappingAdd(1, ordering: .relaxed).oldValue, message: message, dateOffset: start.utf8.count,
            headLength: head.utf8.count, fields: fields)
    }

    /// The body alone, as part of the message.
    package var body: ByteBuffer {
        message.getSlice(at: message.readerIndex + headLength, length: message.readableBytes - headLength) ?? ByteBuffer()
    }

    /// A dated copy of the message that says that the connection ends with it.
    package func closing(_ message: ByteBuffer) -> ByteBuffer {
        var (head, closing) = (message, ByteBuffer())
        closing.reserveCapacity(message.readableBytes + 19)
        // All but the blank line.
        if var fields = head.readSlice(length: headLength - 2) { closing.writeBuffer(&fields) }
        closing.writeStaticString("connection: close\r\n")
        closing.writeBuffer(&head)
        return closing
    }
}
