import Assets
import NIOCore
import NIOPosix

/// Reads pieces of files for the connections of one event loop on a thread that may block, in the order in which they are asked for.
///
/// One batch is under way at a time: an event loop runs tasks until none is left before it looks at its connections again, and pieces that
/// came one by one from several threads would keep it from all but the downloads for seconds. Used on its loop only.
final class FilePieces {
    private struct Piece: Sendable {
        let file: OpenFile
        let offset: Int64
        let count: Int

        /// nil where the file has changed: it is not the one whose length was announced.
        var bytes: [UInt8]? {
            guard let bytes = file.read(at: offset, count: count), bytes.count == count, file.isUnchanged else { return nil }
            return bytes
        }
    }

    private let eventLoop: any EventLoop
    private var waiting = CircularBuffer<(piece: Piece, whenRead: ([UInt8]?) -> Void)>()
    private var isReading = false

    /// About a millisecond of reading and writing.
    private static let batchLimit = 16

    init(eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// - Parameter whenRead: Gets the bytes on the loop; nil where the file changed or cannot be read.
    func read(_ file: OpenFile, at offset: Int64, count: Int, whenRead: @escaping ([UInt8]?) -> Void) {
        waiting.append((Piece(file: file, offset: offset, count: count), whenRead))
        readBatch()
    }

    private func readBatch() {
        guard !isReading, !waiting.isEmpty else { return }
        isReading = true
        let batch = Array(waiting.prefix(Self.batchLimit))
        waiting.removeFirst(batch.count)
        let pieces = batch.map(\.piece)
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) { pieces.map(\.bytes) }.assumeIsolated().whenComplete { result in
            for (index, one) in batch.enumerated() {
                switch result {
                case .success(let contents): one.whenRead(contents[index])
                case .failure: one.whenRead(nil)
                }
            }
            self.isReading = false
            self.readBatch()
        }
    }
}
