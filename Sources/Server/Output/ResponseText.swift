import Chat
import NIOCore

/// Writes the heads of answers that are put together per request.
enum ResponseText {
    /// Status line, date, fields, blank line.
    static func head(_ status: Int, date: String, _ fields: [(name: String, value: String)], keepsAlive: Bool, isHTTP10: Bool) -> ByteBuffer
    {
        var text = "HTTP/1.1 \(status) \(phrase(status))\r\ndate: \(date)\r\n"
        for field in fields {
            text += field.name
            text += ": "
            text += field.value
            text += "\r\n"
        }
        if !keepsAlive { text += "connection: close\r\n" } else if isHTTP10 { text += "connection: keep-alive\r\n" }
        return ByteBuffer(string: text + "\r\n")
    }

    static func phrase(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 204: "No Content"
        case 206: "Partial Content"
        case 304: "Not Modified"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Other"
        }
    }

    /// One chunk of a chunked body, in one buffer (RFC 9112 §7.1).
    static func chunk(_ bytes: ByteBuffer) -> ByteBuffer {
        var chunk = ByteBuffer()
        chunk.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes.readableBytes + chunkFraming) {
            writeChunkSize(bytes.readableBytes, to: $0)
        }
        chunk.writeImmutableBuffer(bytes)
        chunk.writeStaticString("\r\n")
        return chunk
    }

    /// Most bytes that a chunk has besides its data.
    static let chunkFraming = 20

    /// Writes a chunk's size in hexadecimal digits, most significant first, and its line's end.
    /// - Returns: How many bytes that took.
    static func writeChunkSize(_ size: Int, to memory: UnsafeMutableRawBufferPointer) -> Int {
        let digits = max(1, (Int.bitWidth - size.leadingZeroBitCount + 3) / 4)
        for index in 0..<digits {
            let value = UInt8(truncatingIfNeeded: size >> (4 * (digits - 1 - index)) & 0x0F)
            memory[index] = value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
        }
        memory[digits] = 0x0D
        memory[digits + 1] = 0x0A
        return digits + 2
    }

    /// The fields of a short answer in plain text that nobody keeps.
    static func plainFields(_ text: String) -> [(name: String, value: String)] {
        [
            ("content-type", "text/plain; charset=utf-8"), ("content-length", String(text.utf8.count)), ("cache-control", "no-store"), safe,
        ]
    }

    static let jsonType: (name: String, value: String) = ("content-type", "application/json")
    static let safe: (name: String, value: String) = ("x-content-type-options", "nosniff")
}
