import Glibc
package import NIOCore

/// One block of an event stream, between blank lines.
package struct EventBlock: Sendable, Equatable {
    /// The `data` lines joined with LF; nil for a block that holds comments only.
    package let data: [UInt8]?
    /// Whether the block's `event` field says `error`.
    package let isNamedError: Bool
    /// The value of an `error` field, which the standard does not know and llama.cpp writes.
    package let errorField: [UInt8]?

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
        var errorField: [UInt8]?
        var isNamedError = false
        var rest = Array(bytes)[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        for line in rest.split(omittingEmptySubsequences: true, whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
            let name = line[..<colon]
            var value = line[colon...].dropFirst()
            if value.first == 0x20 { value = value.dropFirst() }
            if name.elementsEqual("data".utf8) {
                data = data.map { $0 + [0x0A] + value } ?? Array(value)
            } else if name.elementsEqual("error".utf8) {
                errorField = Array(value)
            } else if name.elementsEqual("event".utf8) {
                isNamedError = value.elementsEqual("error".utf8)
            }
        }
        (self.data, self.errorField, self.isNamedError) = (data, errorField, isNamedError)
    }

    /// The data of a block that is one `data` line, as nearly every one is, as it lies in the block; nil for any other block.
    package static func onlyLine(_ block: UnsafeRawBufferPointer.SubSequence) -> UnsafeRawBufferPointer.SubSequence? {
        guard block.count > 6, block.starts(with: "data:".utf8), let base = block.base.baseAddress else { return nil }
        var start = block.startIndex + 5
        if block[start] == 0x20 { start += 1 }
        var end = block.endIndex
        if block[end - 1] == 0x0A { end -= 1 }
        if end > start, block[end - 1] == 0x0D { end -= 1 }
        guard end > start, memchr(base + start, 0x0A, end - start) == nil, memchr(base + start, 0x0D, end - start) == nil else {
            return nil
        }
        return block[start..<end]
    }
}
