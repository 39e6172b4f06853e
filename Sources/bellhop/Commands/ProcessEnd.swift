import ArgumentParser
import Glibc

/// How the program ends when it cannot go on: one line on standard error and an exit code (docs/settings.md §1).
enum ProcessEnd {
    /// `sysexits.h`: wrong configuration.
    static let badConfiguration: Int32 = 78
    /// `sysexits.h`: the service is unavailable; cannot listen.
    static let cannotListen: Int32 = 69

    /// `sysexits.h`: a file cannot be written.
    static let cannotCreate: Int32 = 73

    /// Says why and gives the error that makes ArgumentParser exit with the code.
    static func with(_ code: Int32, _ reason: some CustomStringConvertible) -> ExitCode {
        let line = Array("bellhop: \(PrintableText.of("\(reason)"))\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        return ExitCode(code)
    }
}
