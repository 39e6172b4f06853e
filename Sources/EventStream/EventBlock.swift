import Glibc
package import NIOCore

/// One block of an event stream, between blank lines.
package struct EventBlock: Sendable, Equatable {
    /// The `data` lines joined with LF; nil for a block that holds comments only.
    package let data: [UInt8]?

    /// Cuts whole events into their blocks, for a look from the side.
    package static func forEach(in bytes: ByteBuffer, _ body: (UnsafeRawBufferPointer.SubSequence) -> Void) {
        bytes.withUnsafeReadableBytes { bytes in
            var start = 0
            var lineStart = 0
            var index = 0
            var nextCR = Self.next(0x0D, in: bytes, from: 0)
            while true {
                let nextLF = Self.next(0x0A, in: bytes, from: index)
                if nextCR < index { nextCR = Self.next(0x0D, in: bytes, from: index) }
                index = min(nextLF, nextCR)
                guard index < bytes.count else { return }
                let isBlank = index == lineStart
                let isPair = bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
                index += isPair ? 2 : 1
                if isBlank {
                    if lineStart > start { body(bytes[start..<lineStart]) }
                    start = index
                }
                lineStart = index
            }
        }
    }

    /// - Returns: The bytes' count where the byte does not occur any more.
    private static func next(_ byte: CInt, in bytes: UnsafeRawBufferPointer, from index: Int) -> Int {
        guard index < bytes.count, let start = bytes.baseAddress, let found = memchr(start + index, byte, bytes.count - index) else {
            return bytes.count
        }
        return UnsafeRawPointer(found) - start
    }

    /// Reads a block's fields; a BOM at the stream's start is skipped.
    package init(_ bytes: some Collection<UInt8>) {
        var data: [UInt8]?
        var rest = Array(bytes)[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        for line in rest.split(omittingEmptySubsequences: true, whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        where line.starts(with: Self.name) {
            var value = line.dropFirst(Self.name.count)
            if value.first == UInt8(ascii: ":") { value = value.dropFirst() } else if !value.isEmpty { continue }
            if value.first == 0x20 { value = value.dropFirst() }
            data = data.map { $0 + [0x0A] + value } ?? Array(value)
        }
        self.data = data
    }

    private static let name = Array("data".utf8)
}
