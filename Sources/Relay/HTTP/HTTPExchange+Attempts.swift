import Chat
import JSON
import Logging
import NIOCore

/// The attempts of one request: connecting, sending, trying again, spelling anew, asking the second provider.
extension HTTPExchange {
    var model: String { route.upstream.model(for: request) }

    func attempt() {
        policy.begin()
        record.attempts = earlierAttempts + policy.attempts
        decoder = ResponseDecoder()
        inflater = nil
        hasReadByte = false
        collected.clear()
        phase = .connecting
        route.pool.take { kept in
            guard self.phase == .connecting else { return false }
            self.isReused = kept != nil
            if let kept { self.use(kept) } else { self.connect() }
            return true
        }
        // Where it waits for another's last chunk.
        if connection == nil, phase == .connecting { clock.enter(.connect) }
    }

    private func connect() {
        clock.enter(.connect)
        let route = route
        route.pool.open(created: { self.connection = $0 }) { result in
            guard self.phase == .connecting, self.route === route else {
                if case .success(let connection) = result { connection.close() }
                return
            }
            switch result {
            case .success(let connection): self.use(connection)
            case .failure(let error): self.connectFailed(error)
            }
        }
    }

    private func connectFailed(_ error: any Error) {
        dropConnection()
        route.upstream.logger.debug("could not connect upstream", metadata: ["request.id": "\(requestID)", "error": "\(error)"])
        if DescriptorShortage.isOne(error) {
            // Nothing went upstream.
            takeBackAttempt()
            return fail(.overloaded)
        }
        record.attemptResults.append(.connect)
        let isFinal = TLSFailure.isOne(error) || (error as? ProxyRefusal)?.status.map { $0 < 500 } ?? false
        lostConnection(error, isFinal: isFinal)
    }

    /// No connection, or none any more before an answer: tries again, or tells why not.
    func lostConnection(_ error: any Error, isFinal: Bool = false) {
        if !isFinal, let wait = policy.wait(RetryPolicy.Advice(), jitter: .random(in: -1...1)) { return waitAndRetry(wait) }
        route.upstream.warnUnreachable(error, circumstances(), on: relay.eventLoop)
        fail(.unreachable, usedUp: record.attempts > 1)
    }

    /// A connection that was closed while it lay idle is no attempt.
    func takeBackAttempt() {
        policy.takeBack()
        record.attempts = earlierAttempts + policy.attempts
    }

    private func use(_ connection: UpstreamConnection) {
        self.connection = connection
        connection.serve(self)
        phase = .awaitingHead
        clock.enter(.firstByte)
        let upstream = route.upstream
        let body = RequestBody.bytes(request, model: model, dialect: dialect, patch: upstream.settings.body)
        let accept = request.stream ? "text/event-stream" : "application/json"
        let head = "\(upstream.requestHead)accept: \(accept)\r\nx-request-id: \(requestID)\r\ncontent-length: \(body.readableBytes)\r\n\r\n"
        var message = ByteBuffer()
        message.reserveCapacity(head.utf8.count + body.readableBytes)
        message.writeString(head)
        message.writeImmutableBuffer(body)
        connection.send(message)
        if isGuestStalled { connection.pause(true) }
    }

    func dropConnection() {
        connection?.close()
        connection = nil
    }

    /// The answer is complete, or its last event is in: keeps the connection where that is possible.
    func releaseConnection() {
        guard let connection else { return }
        self.connection = nil
        if decoder.keepsAlive, decoder.isComplete {
            route.pool.giveBack(connection)
        } else if decoder.keepsAlive, phase == .streaming {
            route.pool.finish(connection, decoder)
        } else {
            connection.close()
        }
    }

    func waitAndRetry(_ wait: TimeAmount) {
        dropConnection()
        phase = .waitingToRetry
        clock.enter(.nothing)
        relay.eventLoop.assumeIsolated().scheduleTask(in: wait) { [weak self] in
            guard let self, self.phase == .waitingToRetry else { return }
            self.attempt()
        }
    }

    // MARK: - Spelling anew

    /// Sends the request once more where its fields were refused, in the spelling that the model takes.
    ///
    /// - Returns: Whether it did.
    func adapts(to error: VendorError, status: Int) -> Bool {
        guard refusedDialect == nil, policy.attempts < RetryPolicy.attemptLimit else { return false }
        let sent = RequestBody.refusable(request, dialect: dialect, patch: route.upstream.settings.body)
        guard let refusal = FieldRefusal(status: status, error, sent: sent), let next = dialect.adapted(to: refusal) else { return false }
        (refusedDialect, dialect) = (dialect, next)
        attempt()
        return true
    }

    /// The request was taken as it was spelled: remembers a new spelling and tells the operator how to make it permanent.
    func noteAccepted() {
        let upstream = route.upstream
        guard let refusedDialect, upstream.dialects.learn(dialect, for: model) else { return }
        let patch = dialect.patch(from: refusedDialect, maxTokens: request.maxTokens)
        upstream.logger.notice(
            "the model refused fields of a request and took it without them; the next ones are sent so from the start",
            metadata: [
                "chat.model": "\(model)", "changed": "\(dialect.changes(from: refusedDialect))", "upstream.name": "\(upstream.name)",
                "setting": "\(upstream.name == "fallback" ? "upstream.fallback.body" : "upstream.body"): \(patch.json)",
                "request.id": "\(requestID)",
            ])
    }

    // MARK: - The second provider

    /// Asks the second provider where there is one, nothing has gone to the guest, and it was not asked yet.
    ///
    /// - Returns: Whether it does.
    func fallsBack() -> Bool {
        guard !hasResponded, let second = relay.second, route !== second else { return false }
        dropConnection()
        route = second
        (earlierAttempts, policy, refusedDialect) = (record.attempts, RetryPolicy(), nil)
        dialect = second.upstream.dialect(for: model)
        record.usesFallback = true
        (record.upstreamStatus, record.upstreamRequestID) = (nil, nil)
        attempt()
        return true
    }

    /// What a warning says of this request.
    func circumstances(_ error: VendorError? = nil) -> HTTPUpstream.Circumstances {
        HTTPUpstream.Circumstances(
            requestID: requestID, model: model, status: record.upstreamStatus, vendorID: record.upstreamRequestID,
            words: error?.message ?? "")
    }
}
