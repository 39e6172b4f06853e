import Chat
import EventStream
import Glibc
import JSON
import Logging
import NIOCore

extension HTTPExchange: UpstreamConnectionUser {
    func upstreamRead(_ bytes: ByteBuffer) {
        guard phase != .over else { return }
        hasReadByte = true
        let body: ByteBuffer?
        do {
            let hadHead = decoder.head != nil
            body = try decoder.feed(bytes)
            if !hadHead, let head = decoder.head { take(head) }
        } catch {
            record.attemptResults.append(.protocol)
            return fail(hasResponded ? .truncated : .protocolError)
        }
        guard phase != .over else { return }
        switch phase {
        case .streaming: forward(body)
        case .collectingJSON: collect(body)
        case .collectingError: collectError(body)
        default: break
        }
        // Gone where the exchange is over, which flushed.
        guest?.flush()
    }

    func upstreamClosed(_ error: (any Error)?) {
        guard phase != .over else { return }
        connection = nil
        let isWhole = error == nil && decoder.close()
        switch phase {
        case .awaitingHead where !hasReadByte && isReused:
            // It was closed while it lay idle and nobody noticed: that is no attempt.
            policy.takeBack()
            attempt()
        case .awaitingHead, .connecting:
            record.attemptResults.append(.connect)
            retry(or: .unreachable, RetryPolicy.Advice())
        case .streaming: isWhole ? streamEnded() : fail(.truncated)
        // A body that only the close ends is whole where it is a whole value.
        case .collectingJSON: isWhole && (try? JSONValue(parsing: collected)) != nil ? finishJSON() : fail(.truncated)
        case .collectingError: finishError()
        case .waitingToRetry, .over: break
        }
    }

    // MARK: - The head

    private func take(_ head: ResponseHead) {
        record.upstreamStatus = head.status
        record.upstreamRequestID = head.first("x-request-id").map { relay.upstream.redactor.redact(String($0.prefix(128))) }
        guard (200..<300).contains(head.status) else {
            guard head.status >= 400 else {
                record.attemptResults.append(.protocol)
                return fail(.protocolError)
            }
            record.attemptResults.append(head.status == 429 ? .rateLimited : head.status < 500 ? .clientError : .serverError)
            phase = .collectingError
            clock.enter(.errorBody)
            return
        }
        switch head.mediaType {
        case "text/event-stream" where request.stream:
            record.attemptResults.append(.success)
            phase = .streaming
            hasResponded = true
            clock.enter(.idle)
            guest?.respond(RelayHead(kind: .eventStream))
            clock.noteSent()
            clock.enter(.idle)
        case "application/json":
            record.attemptResults.append(.success)
            phase = .collectingJSON
            clock.enter(.idle)
        default:
            record.attemptResults.append(.protocol)
            fail(.protocolError)
        }
    }

    // MARK: - A stream

    private func forward(_ body: ByteBuffer?) {
        if let body {
            let now = relay.eventLoop.now
            do {
                if let whole = try splitter.append(body) {
                    let before = facts.events
                    facts.look(at: whole)
                    record.countGaps(of: facts.events - before, at: now)
                    if facts.events > 0 { noteFirstByte(now) }
                    guest?.send(whole)
                    clock.noteRead(now, sent: true)
                } else {
                    clock.noteRead(now, sent: false)
                }
            } catch {
                return fail(.eventTooLarge)
            }
        }
        if (facts.isDone || facts.hasError) && !splitter.expectsLF || decoder.isComplete { streamEnded() }
    }

    private func streamEnded() {
        let (finished, usage) = facts.ending()
        record.promptTokens = usage?.prompt
        record.completionTokens = usage?.completion
        record.totalTokens = usage?.total
        if facts.hasError {
            record.errorCode = facts.errorCode.map(relay.upstream.redactor.redact)
            releaseConnection()
            return end(.upstreamError)
        }
        guard facts.isDone || finished else { return fail(.truncated) }
        record.missingDone = !facts.isDone
        releaseConnection()
        end(.completed)
    }

    func ping() {
        guard phase == .streaming, let guest else { return }
        record.pings += 1
        guest.send(ByteBuffer(string: ": ping\n\n"))
        guest.flush()
    }

    // MARK: - A plain answer

    private func collect(_ body: ByteBuffer?) {
        if let body {
            clock.noteRead(relay.eventLoop.now, sent: false)
            guard collected.readableBytes + body.readableBytes <= Self.jsonLimit else { return fail(.protocolError) }
            collected.writeImmutableBuffer(body)
        }
        if decoder.isComplete { finishJSON() }
    }

    private func finishJSON() {
        if let usage = (try? JSONValue(parsing: collected)).flatMap({ Usage($0["usage"]) }) {
            record.promptTokens = usage.prompt
            record.completionTokens = usage.completion
            record.totalTokens = usage.total
        }
        hasResponded = true
        noteFirstByte(relay.eventLoop.now)
        guest?.respond(RelayHead(kind: .json(length: collected.readableBytes)))
        guest?.send(collected)
        releaseConnection()
        end(.completed)
    }

    // MARK: - An error

    private func collectError(_ body: ByteBuffer?) {
        if var body, let piece = body.readSlice(length: min(body.readableBytes, Self.errorLimit - collected.readableBytes)) {
            collected.writeImmutableBuffer(piece)
        }
        if decoder.isComplete || collected.readableBytes >= Self.errorLimit { finishError() }
    }

    func finishError() {
        guard let head = decoder.head else { return fail(.protocolError) }
        let told = FailureMap.error(status: head.status, body: collected, redactor: relay.upstream.redactor)
        let advice = RetryAfter.advice(head, code: told.logged?.code, now: Int64(time(nil)))
        releaseConnection()
        if RetryPolicy.isRetryable(status: head.status, advice), let wait = policy.wait(advice, jitter: .random(in: -1...1)) {
            return waitAndRetry(wait)
        }
        if told.outcome == .upstreamAuthError || told.logged?.code == "insufficient_quota" {
            relay.upstream.logger.error(
                "the upstream refused the server's account",
                metadata: [
                    "request.id": "\(requestID)", "upstream.status": .stringConvertible(head.status),
                    "upstream.request_id": "\(record.upstreamRequestID ?? "")",
                    "error.code": "\(told.logged?.code ?? "")",
                ])
        }
        let passesRetryAfter = told.status == 429 || told.status == 503
        fail(
            RelayFailure(
                status: told.status, error: told.error, retryAfter: passesRetryAfter ? RetryAfter.field(head) : nil,
                retriesUsedUp: policy.attempts > 1),
            told.outcome)
    }

    // MARK: - The clock

    func expired(_ reason: FailureMap.Reason) {
        if phase == .collectingError, reason == .truncated { return finishError() }
        if reason == .timeoutConnect || reason == .timeoutFirstByte { record.attemptResults.append(.timeout) }
        if !hasResponded, reason == .timeoutIdle { return fail(.truncated) }
        fail(reason)
    }

    func guestStalledTooLong() {
        guard phase != .over else { return }
        let guest = guest
        // The break of the connection is told as a guest who leaves, so the exchange is over before.
        end(.clientStalled)
        guest?.abort()
    }
}
