import NIOCore

/// The first message of a TLS connection, as far as the protocols that the client offers (RFC 8446 §4.1.2, RFC 7301 §3.1). Pure, bounded by
/// what is handed in.
///
/// NIOSSL goes on without a protocol where none is common; a client that offers only others then speaks one that is not understood, so that
/// RFC 7301 §3.2 asks for an alert instead.
enum ClientHello: Equatable {
    /// More bytes are needed.
    case incomplete
    /// Names as sent; nil where the client offers none.
    case offers([[UInt8]]?)
    /// No such message; TLS itself will say what is wrong with it.
    case malformed

    /// Most bytes that are looked at; a hello with post-quantum keys has about two thousand.
    static let limit = 16 << 10

    /// - Parameter bytes: What the client sent so far, from its first byte on.
    static func read(_ bytes: ByteBuffer) -> ClientHello {
        var (records, message) = (bytes, ByteBuffer())
        // The message may lie in several records (§5.1).
        while true {
            if let length = message.getUInt24(at: 1) {
                guard message.getInteger(at: 0, as: UInt8.self) == 1 else { return .malformed }
                if message.readableBytes >= 4 + length { break }
            }
            guard let kind = records.getInteger(at: records.readerIndex, as: UInt8.self) else { return .incomplete }
            guard kind == 22 else { return .malformed }
            guard records.readableBytes >= 5 else { return .incomplete }
            records.moveReaderIndex(forwardBy: 3)
            guard let length = records.readInteger(as: UInt16.self), length > 0, length <= limit else { return .malformed }
            guard let fragment = records.readSlice(length: min(Int(length), records.readableBytes)) else { return .malformed }
            message.writeImmutableBuffer(fragment)
            if fragment.readableBytes < Int(length) {
                guard let whole = message.getUInt24(at: 1), message.readableBytes >= 4 + whole else { return .incomplete }
            }
        }
        message.moveReaderIndex(forwardBy: 4)
        guard let extensions = extensions(&message) else { return .malformed }
        return protocols(extensions)
    }

    /// What stands behind the version, the random bytes, the session, the ciphers and the compression methods.
    private static func extensions(_ message: inout ByteBuffer) -> ByteBuffer? {
        guard message.readableBytes > 34 else { return nil }
        message.moveReaderIndex(forwardBy: 34)
        guard message.readLengthPrefixedSlice(as: UInt8.self) != nil, message.readLengthPrefixedSlice(as: UInt16.self) != nil,
            message.readLengthPrefixedSlice(as: UInt8.self) != nil
        else { return nil }
        return message.readableBytes == 0 ? message : message.readLengthPrefixedSlice(as: UInt16.self)
    }

    private static func protocols(_ extensions: ByteBuffer) -> ClientHello {
        var rest = extensions
        while rest.readableBytes > 0 {
            guard let kind = rest.readInteger(as: UInt16.self), var body = rest.readLengthPrefixedSlice(as: UInt16.self) else {
                return .malformed
            }
            guard kind == 16 else { continue }
            guard var list = body.readLengthPrefixedSlice(as: UInt16.self) else { return .malformed }
            var names: [[UInt8]] = []
            while list.readableBytes > 0 {
                guard let name = list.readLengthPrefixedSlice(as: UInt8.self) else { return .malformed }
                names.append(Array(name.readableBytesView))
            }
            return .offers(names)
        }
        return .offers(nil)
    }
}

extension ByteBuffer {
    /// A number of three bytes, most significant first, counted from the first readable byte; nil where it is not there.
    fileprivate func getUInt24(at offset: Int) -> Int? {
        guard let high = getInteger(at: readerIndex + offset, as: UInt8.self),
            let low = getInteger(at: readerIndex + offset + 1, as: UInt16.self)
        else { return nil }
        return Int(high) << 16 | Int(low)
    }
}
