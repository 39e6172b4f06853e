import Assets
import Glibc
import NIOCore

/// The time as a loop's connections see it: read once per read of a socket, never per request.
struct WorkerClock {
    /// Of the latest read, up to 4 ms old: deadlines of seconds need no better.
    private(set) var now = NIODeadline.uptimeNanoseconds(0)
    /// Seconds since 1970.
    private(set) var second: Int64 = 0
    /// The value of `Date`, always 29 bytes.
    private(set) var date = ""
    private(set) var dateBytes: [UInt8] = []

    /// Reads both of the kernel's coarse clocks, which cost no system call.
    mutating func update() {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        now = .uptimeNanoseconds(UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec))
        clock_gettime(CLOCK_REALTIME_COARSE, &time)
        guard Int64(time.tv_sec) != second else { return }
        second = Int64(time.tv_sec)
        date = HTTPDate.text(second)
        dateBytes = Array(date.utf8)
    }
}
