import NIOCore

/// What is left of an answer after its last event: usually the last chunk, in a write of its own. Bytes in, whether it is whole out; pure.
struct ResponseTail {
    enum Progress { case open, whole, broken }

    /// Most bytes that are read for nobody; beyond it a new connection costs less.
    static let limit = 64 << 10

    private var decoder: ResponseDecoder
    private var left = ResponseTail.limit

    /// - Parameter decoder: As the answer's last event left it.
    init(_ decoder: ResponseDecoder) { self.decoder = decoder }

    mutating func feed(_ bytes: ByteBuffer) -> Progress {
        left -= bytes.readableBytes
        do { _ = try decoder.feed(bytes) } catch { return .broken }
        guard left >= 0, decoder.keepsAlive else { return .broken }
        return decoder.isComplete ? .whole : .open
    }
}
