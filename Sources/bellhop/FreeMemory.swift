import CGlibc
import Glibc
import Server

/// Memory that a load has left free.
enum FreeMemory {
    /// Gives back the pages of the program that only its start needed; what runs on is read again from the program's file, which the system still
    /// has in memory. An idle server holds a third of what it held.
    static func giveBackProgram() {
        let pageSize = UInt(sysconf(CInt(_SC_PAGESIZE)))
        let (start, end) = (UInt(bellhop_program_start()) / pageSize * pageSize, UInt(bellhop_program_end()) / pageSize * pageSize)
        guard start < end else { return }
        madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), MADV_DONTNEED)
    }

    /// Gives it back to the system while no chat runs, every 15 s: the C library alone keeps nearly all of it (500 streams: 29 MB, 18 MB after it;
    /// docs/architecture.md asks for 1.3 × idle a minute after a load). Takes well under a millisecond where nothing is to be given.
    static func giveBack(_ server: BellhopServer) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(15))
            if server.runningChats == 0 { malloc_trim(0) }
        }
    }
}
