import Chat
import EventStream
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
    }

    func upstreamClosed(_ error: (any Error)?) {
        guard phase != .over else { return }
        connection = nil
        let isWhole = decoder.close()
        switch phase {
        case .awaitingHead where !hasReadByte && isReused:
            // It was closed while it lay idle and nobody noticed: that is no attempt.
            policy.takeBack()
            attempt()
        case .awaitingHead, .connecting:
            record.attemptResults.append(.connect)
            retry(or: .unreachable, RetryPolicy.Advice())
        case .streaming: isWhole ? streamEnded() : fail(.truncated)
        case .collectingJSON: isWhole ? finishJSON() : fail(.truncated)
        case .collectingError: finishError()
        case .waitingToRetry, .over: break
        }
    }

    // MARK: - The head

    private func take(_ head: ResponseHead) {
        record.upstreamStatus = head.status
        record.upstreamRequestID = head.first("x-request-id").map { String($0.prefix(128)) }
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
            do {
                if let whole = try splitter.append(body) {
                    let before = facts.events
                    facts.look(at: whole)
                    countGaps(facts.events - before)
                    noteFirstByte()
                    guest?.send(whole)
                    clock.noteRead(sent: true)
                } else {
                    clock.noteRead(sent: false)
                }
            } catch {
                return fail(.eventTooLarge)
            }
        }
        if facts.isDone || facts.hasError || decoder.isComplete { streamEnded() }
    }

    /// One reading of the clock a read; events that came together have no gap between them.
    private func countGaps(_ events: Int) {
        guard events > 0 else { return }
        let now = relay.eventLoop.now
        if let lastEventAt { record.countGap(now - lastEventAt) }
        for _ in 1..<max(events, 1) { record.countGap(.zero) }
        lastEventAt = now
    }

    private func streamEnded() {
        let (finished, usage) = facts.ending()
        record.promptTokens = usage?.prompt
        record.completionTokens = usage?.completion
        record.totalTokens = usage?.total
        if facts.hasError {
            record.errorCode = facts.errorCode
            releaseConnection()
            guest?.finish()
            return end(.upstreamError)
        }
        guard facts.isDone || finished else { return fail(.truncated) }
        record.missingDone = !facts.isDone
        guest?.finish()
        lingerOrRelease()
        end(.completed)
    }

    /// `[DONE]` ends the guest's stream at once; the upstream's own end is usually in the same read.
    private func lingerOrRelease() { releaseConnection() }

    func ping() {
        guard phase == .streaming, let guest else { return }
        record.pings += 1
        guest.send(ByteBuffer(string: ": ping\n\n"))
    }

    // MARK: - A plain answer

    private func collect(_ body: ByteBuffer?) {
        if let body {
            clock.noteRead(sent: false)
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
        noteFirstByte()
        guest?.respond(RelayHead(kind: .json(length: collected.readableBytes)))
        guest?.send(collected)
        guest?.finish()
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
        let advice = RetryAfter.advice(head, code: told.logged?.code)
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
        if hasResponded { guest?.abort() }
        end(.clientStalled)
    }
}
