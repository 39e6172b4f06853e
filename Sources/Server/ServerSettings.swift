package import NIOCore

/// Everything a server is built from, checked once at start. `main` and the tests build the same server from the same value.
package struct ServerSettings: Sendable {
    /// Where it listens.
    package enum Address: Sendable, Equatable {
        /// Port 0 picks a free one.
        case ip(host: String, port: Int)
        /// `mode` are the permissions of the socket's file, such as 0o660; to connect, one has to be allowed to write.
        case unixSocket(path: String, mode: UInt32)
    }

    /// Timers of the edge; the relay's are in `RelayTimeouts`.
    package struct Timeouts: Sendable, Equatable {
        /// For the head of a request, and again for its body.
        package var header: TimeAmount = .seconds(10)
        /// How long an answer may wait for the client to take some of it.
        package var write: TimeAmount = .seconds(30)
        /// How long running streams may go on after the first SIGTERM.
        package var drain: TimeAmount = .seconds(30)

        /// The defaults of docs/settings.md §3.
        package init() {}
    }

    /// Where it listens.
    package var address: Address = .ip(host: "127.0.0.1", port: 8080)
    /// Loopback port of `/metrics`; nil: no admin listener.
    package var adminPort: Int?
    /// Event-loop threads; at least 1.
    package var threads = 1
    /// Timers of the edge.
    package var timeouts = Timeouts()
    /// Exact origins besides the server's own that may chat, such as `https://hotel.example`.
    package var allowedOrigins: Set<String> = []
    /// Whether usual requests for files are answered before the decoder; `BELLHOP_FAST_PATH=0` turns it off, to compare or to rule it out.
    package var usesFastPath = true
    /// Whether bytes go to plain sockets past the channel; `BELLHOP_DIRECT_WRITES=0` turns it off, to compare or to rule it out.
    package var writesDirectly = true

    /// The defaults of docs/settings.md §3, on one thread.
    package init() {}
}
