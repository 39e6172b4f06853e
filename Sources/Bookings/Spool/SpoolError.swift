/// Why a spool cannot be used; the path is the operator's own, never a guest's word.
package enum SpoolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A system call on a file or folder failed.
    case failed(action: String, path: String, reason: String)
    /// Another process keeps this spool.
    case locked(path: String)
    /// The limits of ``Spool`` are reached.
    case full(files: Int, bytes: Int)

    /// One line for the terminal and the log, without guest data.
    package var description: String {
        switch self {
        case .failed(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .locked(let path): "\(path): another bellhop uses this folder; each needs one of its own"
        case .full(let files, let bytes):
            "it holds \(files) requests of \(bytes) bytes; at most \(Spool.fileLimit) and \(Spool.byteLimit) bytes are kept: "
                + "see `bellhop bookings` for what does not get through"
        }
    }
}
