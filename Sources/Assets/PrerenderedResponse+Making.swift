package import NIOCore

extension PrerenderedResponse {
    /// Puts the bytes of a whole answer together, with a place for the date.
    convenience init(status: Int, phrase: String, fields: [RepresentationHeaders.Field], body: [UInt8]) {
        let start = "HTTP/1.1 \(status) \(phrase)\r\ndate: "
        let blank = String(repeating: " ", count: 29)
        let head = start + blank + "\r\n" + fields.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
        var message = ByteBuffer()
        message.reserveCapacity(head.utf8.count + body.count)
        message.writeString(head)
        message.writeBytes(body)
        self.init(status: status, message: message, dateOffset: start.utf8.count, headLength: head.utf8.count, fields: fields)
    }

    /// A copy of the message with a date.
    /// - Parameter date: The 29 bytes of `Date`'s value.
    package func dated(_ date: [UInt8]) -> ByteBuffer {
        var copy = message
        copy.setBytes(date, at: copy.readerIndex + dateOffset)
        return copy
    }

    /// The same of status line, fields and blank line alone.
    package func head(date: [UInt8]) -> ByteBuffer {
        var head = message.getSlice(at: message.readerIndex, length: headLength) ?? message
        head.setBytes(date, at: head.readerIndex + dateOffset)
        return head
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
