import Glibc

/// The kernel's table of the process's descriptors.
enum DescriptorTable {
    /// Makes it as large as it may get, up to 16,384 entries (128 KB of the kernel's). To grow it in a process of several threads the kernel waits
    /// until none of them can be looking at the old one: 10 to 20 ms each time that the connections double, for every guest (measured with
    /// `strace -T`: the 256th `accept4` took 14 ms). Called before there are other threads.
    static func reserve() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let last = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, CInt(min(limit.rlim_cur, 16_384)) - 1)
        if last >= 0 { close(last) }
    }
}
