import CGlibc
import Glibc

/// An open regular file; closed when the last reference is gone.
package final class OpenFile: Sendable {
    /// The kernel's number of the open file; closed when this object goes.
    package let descriptor: CInt
    private let stamp: FileStamp

    init(descriptor: CInt, stamp: FileStamp) {
        self.descriptor = descriptor
        self.stamp = stamp
    }

    deinit { close(descriptor) }

    /// Whether the content is still as it was when the file was opened. After a piece was read and before it is sent, false means that the
    /// answer cannot be completed as announced: cut the connection. A file that another took the name of goes on unchanged.
    package var isUnchanged: Bool {
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else { return false }
        let now = FileStamp(facts)
        return now == stamp || facts.st_nlink == 0 && now.hasContent(of: stamp)
    }

    /// Reads what the kernel has in memory, without waiting for a disk (preadv2(2), RWF_NOWAIT).
    /// - Returns: How many bytes; 0 where a disk would have to bring them, at the file's end, and where reading fails.
    package func readFromMemory(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var piece = iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
        return max(0, preadv2(descriptor, &piece, 1, off_t(offset), Self.noWait))
    }

    /// `RWF_NOWAIT`, which Swift does not import.
    private static let noWait: CInt = 8

    /// Reads up to `count` bytes at `offset`; fewer only at the file's end. May block.
    /// - Returns: nil where reading fails.
    package func read(at offset: Int64, count: Int) -> [UInt8]? {
        var done = 0
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            while done < count, let base = buffer.baseAddress {
                let result = pread(descriptor, base + done, count - done, off_t(offset) + off_t(done))
                if result < 0, errno == EINTR { continue }
                failed = result < 0
                guard result > 0 else { break }
                done += result
            }
            length = done
        }
        return failed ? nil : bytes
    }
}
