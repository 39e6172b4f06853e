import Chat
import NIOCore

@testable import Relay

/// Keeps what the relay tells a guest.
final class RecordingGuest: RelayDelegate {
    var unsentBytes = 0
    var calls: [String] = []
    var body = ""
    var record: ExchangeRecord?

    func respond(_ head: RelayHead) { calls.append("respond") }
    func send(_ bytes: ByteBuffer) {
        calls.append("send")
        body += String(buffer: bytes)
    }
    func flush() {}
    func fail(_ failure: RelayFailure) { calls.append("fail \(failure.error.code ?? "")") }
    func abort() { calls.append("abort") }
    func finished(_ record: ExchangeRecord) {
        calls.append("finished")
        self.record = record
    }
}
