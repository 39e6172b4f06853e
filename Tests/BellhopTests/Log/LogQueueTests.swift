import Glibc
import Testing

@testable import bellhop

@Suite struct LogQueueTests {
    /// Rule "Log": a log that nobody reads holds up no request; what is over 1 MiB is dropped and counted.
    @Test func aLogThatNobodyReadsDropsLinesAndCountsThem() throws {
        var ends: [CInt] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer {
            close(ends[0])
            close(ends[1])
        }
        let queue = LogQueue(descriptor: ends[1])
        let line = String(repeating: "x", count: 999) + "\n"
        for _ in 0..<4000 { queue.append(line) }
        // One batch is being written, another waits.
        #expect(queue.droppedCount >= 4000 - 2 * LogQueue.limit / 1000)
        #expect(queue.droppedCount < 4000)
        var read = [UInt8](repeating: 0, count: 1 << 16)
        let reader = ends[0]
        var total = 0
        let expected = (4000 - queue.droppedCount) * 1000
        while total < expected { total += Glibc.read(reader, &read, read.count) }
        queue.flush(seconds: 10)
        #expect(total == expected)
    }
}
