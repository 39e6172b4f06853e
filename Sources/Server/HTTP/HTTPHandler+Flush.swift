import NIOCore

extension HTTPHandler {
    /// Sends what was written at once; streams do not wait for the end of a read.
    func flushNow() { context?.flush() }
}
