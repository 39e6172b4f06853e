import Glibc
import Limits
import Logging

/// Keeps the day's tokens over a restart (`limits.stateFile`): one line, the day's number since 1970 and the tokens, written once a second where it
/// has changed, so that a kill loses the last second at the most.
struct TokenAccountFile: Sendable {
    let path: String
    let limiter: MemoryLimiter
    let logger: Logger

    /// Takes over what an earlier process left; a file that is none of ours is named and left alone until it is written over.
    func restore() {
        guard let file = try? ConfigurationFile(path: path) else { return }
        let words = String(decoding: file.bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }.map { Int($0) }
        guard words.count == 2, let day = words[0], let tokens = words[1] else {
            logger.warning("the file of the day's tokens cannot be read, the count starts anew", metadata: ["file": "\(path)"])
            return
        }
        limiter.restore(day: day, tokens: tokens)
    }

    /// Writes until the task is cancelled, and once more at the end.
    func keep() async {
        var written = ""
        while true {
            let isLast = Task.isCancelled
            let (day, tokens) = limiter.account
            let line = "\(day) \(tokens)\n"
            if line != written, day > 0 {
                if write(line) { written = line } else { logger.error("the day's tokens cannot be kept", metadata: ["file": "\(path)"]) }
            }
            if isLast { return }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func write(_ line: String) -> Bool {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let bytes = Array(line.utf8)
        let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        return close(descriptor) == 0 && isWritten && rename(temporary, path) == 0
    }
}
