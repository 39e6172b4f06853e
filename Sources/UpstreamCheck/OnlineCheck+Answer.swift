import Chat
import NIOCore
import NIOPosix
import Relay

extension OnlineCheck {
    /// One streamed answer over the relay itself, so that what it adapts shows.
    func ask(_ group: MultiThreadedEventLoopGroup, _ models: ModelListing?) async throws -> Problem? {
        let loop = group.next()
        let promise = loop.makePromise(of: AnswerObserver.Observation.self)
        let (upstream, request) = (upstream, request)
        try await loop.submit {
            let relay = upstream.makeRelay(on: loop)
            let observer = AnswerObserver(promise, now: .now())
            _ = relay.start(request, requestID: "bellhop-check", guest: observer)
            // The relay's connections go with the loop; it has to live until the answer is there.
            promise.futureResult.assumeIsolated().whenComplete { _ in relay.closeIdleConnections() }
        }.get()
        let answer = try await promise.futureResult.get()
        if let failure = answer.failure { return await refused(failure, answer, models, group) }
        return told(answer, models)
    }

    private func told(_ answer: AnswerObserver.Observation, _ models: ModelListing?) -> Problem? {
        let data = answer.data
        let arrivals = data.map { (answer.milliseconds($0.time), $0.events.count { !$0.hasPrefix("[DONE]") }) }
        let count = arrivals.reduce(0) { $0 + $1.1 }
        let isDone = data.contains { $0.events.contains { $0.hasPrefix("[DONE]") } }
        let status = answer.record.upstreamStatus.map { "\($0)" } ?? "-"
        let first = arrivals.first { $0.1 > 0 }.map { Self.milliseconds($0.0) } ?? "-"
        say("answer", "\(status), first event after \(first)")
        let spacing = EventSpacing(arrivals)
        let events = "\(count) \(count == 1 ? "event" : "events")"
        say("stream", "\(events), \(Self.words(spacing)); \(isDone ? "[DONE] came" : "no [DONE] came")")
        if let tokens = tokens(answer.record) { say("tokens", tokens) }

        guard answer.record.outcome == .completed, count > 0 else {
            return Problem(
                "\(upstream.address.hostField): the answer broke off (\(answer.record.outcome.rawValue)); ask whoever runs it for its log")
        }
        if case .atOnce(let wait) = spacing {
            return Problem(
                "\(events) came all at once after \(Self.milliseconds(wait)): something on the way to \(upstream.address.hostField) "
                    + "buffers the stream; switch its buffering off (nginx: proxy_buffering off)")
        }
        if !isDone { return Problem("\(upstream.address.hostField): the stream ended without [DONE]; something on the way cuts it short") }
        if let end = shutdown(models?.model(request.model)?.shutdownDay), end.isNear {
            return Problem(
                "a guest gets an answer, but the model \(request.model) is not there for long: \(end.description); set \(names.model) to its successor"
            )
        }
        return nil
    }

    private static func words(_ spacing: EventSpacing) -> String {
        switch spacing {
        case .tooFew: "too few to tell whether something holds them back"
        case .spaced(let time): "spaced over \(milliseconds(time))"
        case .atOnceAndFast: "all at once, too soon to tell whether something holds them back"
        case .atOnce(let wait): "all at once after \(milliseconds(wait))"
        }
    }

    private func tokens(_ record: ExchangeRecord) -> String? {
        guard record.promptTokens != nil || record.completionTokens != nil else { return nil }
        return "\(record.promptTokens.map(String.init) ?? "?") in, \(record.completionTokens.map(String.init) ?? "?") out"
    }

    // MARK: - What a refusal means

    private func refused(
        _ failure: RelayFailure, _ answer: AnswerObserver.Observation, _ models: ModelListing?, _ group: MultiThreadedEventLoopGroup
    ) async -> Problem {
        let status = answer.record.upstreamStatus
        let words = failure.error.message
        let after = Self.milliseconds(Double((NIODeadline.now() - answer.startedAt).nanoseconds) / 1e6)
        say("answer", "\(status.map { "\($0)" } ?? "none") after \(after): \(words)")
        let host = upstream.address.hostField
        switch status {
        case 401, 403:
            return upstream.configuration.apiKey == nil
                ? Problem("\(host) wants a key: set \(names.key)")
                : Problem("\(host) does not accept the key of \(names.key): \(words)")
        case nil, 200, 404, 405:
            if let root = await missingVersion(group) {
                return Problem("\(host) has its API below /v1: set \(names.url) to \(root)")
            }
        default: break
        }
        if let models, models.model(request.model) == nil, (400..<500).contains(status ?? 0) {
            let near = models.near(request.model).joined(separator: ", ")
            return Problem("\(host) does not know the model \(request.model); it has \(near): set \(names.model)")
        }
        if status == 404 || failure.error.code == "model_not_found" || words.lowercased().contains("model") && status == 400 {
            return Problem(
                "\(host) does not know the model \(request.model), or the path \(upstream.address.root): \(words); "
                    + "see \(names.model) and \(names.url)")
        }
        return Problem("\(host) answered \(status.map { "with \($0)" } ?? "with nothing"): \(words)")
    }

    /// The root with `/v1`, where the one that is set has none and that one answers.
    private func missingVersion(_ group: MultiThreadedEventLoopGroup) async -> String? {
        let root = upstream.address.root
        guard !root.split(separator: "/").contains(where: { $0.first == "v" && $0.dropFirst().first?.isNumber == true }),
            let answer = try? await route.get("/models", root: root + "/v1", group), answer.status == 401 || answer.status == 200,
            answer.isJSON
        else { return nil }
        return "\(upstream.address.isSecure ? "https" : "http")://\(upstream.address.hostField)\(root)/v1"
    }
}
