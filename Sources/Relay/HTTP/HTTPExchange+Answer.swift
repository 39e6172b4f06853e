import Chat
import EventStream
import Glibc
import JSON
import NIOCore

extension HTTPExchange: UpstreamConnectionUser {
    func upstreamRead(_ bytes: ByteBuffer) {
        guard phase != .over else { return }
        hasReadByte = true
        var body: ByteBuffer?
        do {
            let hadHead = decoder.head != nil
            body = try decoder.feed(bytes)
            if !hadHead, let head = decoder.head { take(head) }
            if let inflater, let coded = body { body = try inflater.feed(coded) }
        } catch {
            if phase == .awaitingHead { record.attemptResults.append(.protocol) }
            route.upstream.warn(.notUnderstood, circumstances())
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
            takeBackAttempt()
            attempt()
        case .awaitingHead, .connecting:
            record.attemptResults.append(.connect)
            lostConnection(error ?? ChannelError.eof)
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
        record.upstreamRequestID = head.first("x-request-id").map { route.upstream.redactor.redact(String($0.prefix(128))) }
        guard takeCoding(head) else { return refuseAnswer() }
        guard (200..<300).contains(head.status) else {
            guard head.status >= 400 else { return refuseAnswer() }
            record.attemptResults.append(head.status == 429 ? .rateLimited : head.status < 500 ? .clientError : .serverError)
            phase = .collectingError
            clock.enter(.errorBody)
            return
        }
        switch head.mediaType {
        case "text/event-stream" where request.stream:
            record.attemptResults.append(.success)
            noteAccepted()
            phase = .streaming
            hasResponded = true
            clock.enter(.idle)
            guest?.respond(RelayHead(kind: .eventStream))
            clock.noteSent()
            clock.enter(.idle)
        case "application/json":
            record.attemptResults.append(.success)
            noteAccepted()
            phase = .collectingJSON
            clock.enter(.idle)
        default: refuseAnswer()
        }
    }

    /// Makes ready to unpack an answer that is coded; `false`: nobody here can.
    private func takeCoding(_ head: ResponseHead) -> Bool {
        guard let coding = head.first("content-encoding"), !coding.isEmpty, coding.lowercased() != "identity" else { return true }
        inflater = Inflater(coding: coding)
        return inflater != nil
    }

    /// The answer is none that could be passed on.
    private func refuseAnswer() {
        record.attemptResults.append(.protocol)
        route.upstream.warn(.notUnderstood, circumstances())
        fail(.protocolError)
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
        if !facts.isDone, !facts.hasError {
            let tail = splitter.takeTail()
            if facts.look(atTail: tail) { guest?.send(tail) }
        }
        let (finished, usage) = facts.ending()
        record.promptTokens = usage?.prompt
        record.completionTokens = usage?.completion
        record.totalTokens = usage?.total
        if let error = facts.error {
            record.errorCode = error.code.map(route.upstream.redactor.redact)
            route.upstream.warn(FailureCause(status: error.statusByCode, error) ?? .requestRefused, circumstances(error))
            releaseConnection()
            return end(.upstreamError)
        }
        guard facts.isDone || finished else { return fail(.truncated) }
        record.missingDone = !facts.isDone
        releaseConnection()
        // What the guest has read has a gap in it (R-H2).
        end(facts.brokenEvents > 0 ? .upstreamProtocolError : .completed)
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
        switch PlainAnswer(collected) {
        case .completion(let usage):
            record.promptTokens = usage?.prompt
            record.completionTokens = usage?.completion
            record.totalTokens = usage?.total
            hasResponded = true
            noteFirstByte(relay.eventLoop.now)
            guest?.respond(RelayHead(kind: .json(length: collected.readableBytes)))
            guest?.send(collected)
            releaseConnection()
            end(.completed)
        case .error(let error):
            releaseConnection()
            tell(error, status: error.statusByCode)
        case .unusable:
            route.upstream.warn(.noCompletion, circumstances())
            releaseConnection()
            fail(.protocolError)
        }
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
        if head.status == 407, route.upstream.dialer.proxy != nil { return proxyRefused(head.status) }
        let error = VendorError(body: collected)
        var advice = RetryAfter.advice(head, code: error.code, now: Int64(time(nil)))
        advice.isForbidden = advice.isForbidden || error.tellsOfQuota
        releaseConnection()
        if adapts(to: error, status: head.status) { return }
        if RetryPolicy.isRetryable(status: head.status, advice), let wait = policy.wait(advice, jitter: .random(in: -1...1)) {
            return waitAndRetry(wait)
        }
        tell(error, status: head.status, head)
    }

    /// A proxy that a plain request was sent to wants another user.
    private func proxyRefused(_ status: Int) {
        route.upstream.warnUnreachable(ProxyRefusal(status: status), circumstances(), on: relay.eventLoop)
        fail(.unreachable)
    }

    /// The upstream's own error: the cause to the operator, to the guest what he can act on, or the second provider's answer.
    private func tell(_ error: VendorError, status: Int, _ head: ResponseHead? = nil) {
        let upstream = route.upstream
        if let cause = FailureCause(status: status, error) { upstream.warn(cause, circumstances(error)) }
        if [401, 402, 403, 429].contains(status) || status >= 500, fallsBack() { return }
        var told = FailureMap.error(status: status, error, redactor: upstream.redactor)
        let words = upstream.redactor.redact(error.message)
        if upstream.settings.tellsVendorsWords, !words.isEmpty { told.error.message += " The model's service says: \(words)" }
        let passesRetryAfter = told.status == 429 || told.status == 503
        fail(
            RelayFailure(
                status: told.status, error: told.error, retryAfter: passesRetryAfter ? head.flatMap(RetryAfter.field) : nil,
                retriesUsedUp: record.attempts > 1),
            told.outcome)
    }

    // MARK: - The clock

    func expired(_ reason: FailureMap.Reason) {
        if phase == .collectingError, reason == .truncated { return finishError() }
        if reason == .timeoutConnect || reason == .timeoutFirstByte {
            record.attemptResults.append(.timeout)
            var facts = circumstances()
            facts.words = reason == .timeoutConnect ? "no connection in time" : "no answer in time"
            route.upstream.warn(.timeout, facts)
        }
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
