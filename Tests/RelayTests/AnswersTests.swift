import Chat
import EventStream
import JSON
import NIOCore
import Testing

@testable import Relay

/// Every row of the table of providers' answers, as the relay reads it: V-01 to V-14, F-17, R-A5, R-B3, R-B13, R-H1, R-H2.
@Suite struct AnswersTests {
    @Test func theTableIsThere() {
        #expect(
            AnswersFixture.rows("streams").count > 40 && AnswersFixture.rows("plain").count > 15 && AnswersFixture.rows("errors").count > 25
        )
    }

    /// The outcome of a stream whose body ends after its bytes, in pieces of `size`.
    private func read(_ bytes: [UInt8], by size: Int) throws -> (facts: StreamFacts, outcome: Outcome, sent: [UInt8]) {
        var splitter = EventSplitter()
        var facts = StreamFacts()
        var sent: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            guard !(facts.isDone || facts.hasError) || splitter.expectsLF else { break }
            guard let whole = try splitter.append(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)])) else { continue }
            facts.look(at: whole)
            sent += whole.readableBytesView
        }
        if !facts.isDone, !facts.hasError {
            let tail = splitter.takeTail()
            if facts.look(atTail: tail) { sent += tail.readableBytesView }
        }
        let isEnded = facts.isDone || facts.ending().finishReason
        let outcome: Outcome =
            facts.hasError ? .upstreamError : !isEnded ? .upstreamTruncated : facts.brokenEvents > 0 ? .upstreamProtocolError : .completed
        return (facts, outcome, sent)
    }

    @Test(arguments: AnswersFixture.rows("streams"), [1, 7, 1 << 20])
    func aStream(row: JSONValue, size: Int) throws {
        let name = row.text("name") ?? ""
        let bytes = Array((row["pieces"]?.items ?? []).compactMap(\.text).joined().utf8)
        let (facts, outcome, sent) = try read(bytes, by: size)
        #expect(outcome.rawValue == row.text("outcome"), "\(name)")
        #expect(facts.ending().usage?.total == row["tokens"]?.integer, "\(name)")
        #expect(facts.brokenEvents == row["broken"]?.integer ?? 0, "\(name)")
        #expect(facts.error?.message == row.text("message"), "\(name)")
        #expect(facts.error?.code == row.text("code"), "\(name)")
        if outcome == .completed { #expect(sent == bytes, "\(name)") } else { #expect(bytes.starts(with: sent), "\(name)") }
    }

    @Test(arguments: AnswersFixture.rows("plain"))
    func aPlainAnswer(row: JSONValue) {
        let name = row.text("name") ?? ""
        switch PlainAnswer(ByteBuffer(string: row.text("body") ?? "")) {
        case .completion(let usage):
            #expect(row.text("outcome") == "completed", "\(name)")
            #expect(usage?.total == row["tokens"]?.integer, "\(name)")
        case .error(let error):
            #expect(row.text("outcome") == "upstream_error", "\(name)")
            #expect(error.message == row.text("message"), "\(name)")
        case .unusable: #expect(row.text("outcome") == "upstream_protocol_error", "\(name)")
        }
    }

    @Test(arguments: AnswersFixture.rows("errors"))
    func anError(row: JSONValue) throws {
        let name = row.text("name") ?? ""
        let status = try #require(row["status"]?.integer)
        let error = VendorError(body: ByteBuffer(string: row.text("body") ?? ""))
        #expect(error.message == row.text("message"), "\(name)")
        #expect(error.code == row.text("code"), "\(name)")
        #expect(FailureCause(status: status, error)?.rawValue == row.text("cause"), "\(name)")
        let told = FailureMap.error(status: status, error, redactor: Redactor(secrets: []))
        #expect(told.status == row["told"]?["status"]?.integer, "\(name)")
        #expect(told.error.code == row["told"]?.text("code"), "\(name)")
        // F-53: the vendor's words are the operator's.
        #expect(error.message.isEmpty || !told.error.message.contains(error.message), "\(name)")
    }

    /// F-52, F-54: every cause has its own word and says what to do.
    @Test func everyCauseHasItsAdvice() {
        #expect(Set(FailureCause.allCases.map(\.advice)).count == FailureCause.allCases.count)
        #expect(FailureCause.allCases.allSatisfy { !$0.rawValue.isEmpty })
    }

    /// A vendor's code that is no word, or holds a secret, is not passed on.
    @Test(arguments: [("rate limit <b>", "rate_limit_exceeded"), ("sk-abcdef", "rate_limit_exceeded"), ("tokens_1.2", "tokens_1.2")])
    func aCodeIsPassedOnWhereItIsAWord(code: String, told: String) {
        var error = VendorError(body: ByteBuffer())
        error.code = code
        #expect(FailureMap.error(status: 429, error, redactor: Redactor(secrets: [])).error.code == told)
    }
}
