import Glibc
import Testing

@testable import Server

/// F-49.
@Suite final class UnixListenerTests {
    private let folder: String

    init() throws {
        var template = Array("/tmp/bellhop-XXXXXX\0".utf8CString.dropLast())
        folder = try #require(mkdtemp(&template).map { String(cString: $0) })
    }

    deinit {
        for name in ["socket", "file"] { unlink("\(folder)/\(name)") }
        rmdir(folder)
    }

    private func mode(_ path: String) -> mode_t {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & 0o7777 : 0
    }

    @Test func aLivingServerIsNotPushedOff() throws {
        let listener = UnixListener(path: "\(folder)/socket", mode: 0o600)
        let first = try listener.open()
        defer { close(first) }
        #expect(throws: UnixListener.Failure.isInUse) { try listener.open() }
        #expect(mode(listener.path) == 0o600)
    }

    @Test func whatADeadOneLeftIsReplaced() throws {
        let path = "\(folder)/socket"
        close(try UnixListener(path: path, mode: 0o600).open())
        #expect(mode(path) == 0o600)
        let second = try UnixListener(path: path, mode: 0o666).open()
        defer { close(second) }
        #expect(mode(path) == 0o666)
    }

    @Test func whatIsNoSocketStays() throws {
        let path = "\(folder)/file"
        close(creat(path, 0o644))
        #expect(throws: UnixListener.Failure.isNoSocket) { try UnixListener(path: path, mode: 0o660).open() }
        #expect(mode(path) == 0o644)
    }

    @Test func aPathThatCannotBeIsNamed() {
        #expect(throws: UnixListener.Failure.system(call: "open \(folder)/none", code: ENOENT)) {
            try UnixListener(path: "\(folder)/none/socket", mode: 0o660).open()
        }
        #expect(throws: UnixListener.Failure.system(call: "bind", code: ENAMETOOLONG)) {
            try UnixListener(path: "\(folder)/" + String(repeating: "a", count: 120), mode: 0o660).open()
        }
    }
}
