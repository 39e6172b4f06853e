import Chat
import Limits
import Logging
import NIOCore
import Synchronization
import NIOHTTP1
import Relay

/// Admission of a chat, in the order of docs/chat-relay.md: the first that fails answers.
extension HTTPHandler {
    var origin: OriginJudgement {
        OriginJudgement(head.headers, host: validation.host, allowed: worker.core.settings.allowedOrigins)
    }

    /// What can be judged from the head alone, before a body is waited for.
    func beginChat() {
        if head.method == .OPTIONS { return }
        if let refusal = headRefusal(bodyLimit: Self.bodyLimit) { return refuseChat(refusal) }
        if validation.expectsContinue { writer.writeContinue() }
    }

    /// Method, origin, type and length, in this order, of a request whose body is JSON.
    func headRefusal(bodyLimit: Int) -> ChatAnswer? {
        let core = worker.core
        guard head.method == .POST else { return ChatAnswer(405, "method_not_allowed", "Only POST is possible here.", .rejectedMethod) }
        if core.isDraining.load(ordering: .relaxed) {
            return ChatAnswer(503, "server_shutting_down", "The server is shutting down.", .shed, type: "server_error", retryAfter: 5)
        }
        guard origin.isAllowed else {
            warnOfOrigin()
            return ChatAnswer(
                403, "origin_not_allowed", "This site may not use the chat; add its origin to chat.allowedOrigins.", .rejectedOrigin,
                type: "permission_error")
        }
        let type = head.headers["content-type"]
        let media = type.first?.split(separator: ";").first.map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
        guard type.count == 1, media == "application/json" else {
            return ChatAnswer(415, "unsupported_media_type", "The body must be application/json.", .rejectedType)
        }
        if let coding = list("content-encoding"), coding.lowercased() != "identity" {
            return ChatAnswer(415, "unsupported_media_type", "The body must not be compressed.", .rejectedType)
        }
        if let length = validation.declaredLength, length > bodyLimit { return Self.tooLarge(bodyLimit) }
        return nil
    }

    /// A page of the hotel's own that is refused is nearly always a proxy in front that does not pass `Host` (F-55): both names tell.
    private func warnOfOrigin() {
        guard worker.core.warnings.turn(of: "origin") != nil, let origin = head.headers.first(name: "origin") else { return }
        worker.core.parts.logger.warning(
            "a page was refused: its origin is not the host that was asked for; let the proxy in front pass Host, or add the origin to chat.allowedOrigins",
            metadata: ["origin": "\(origin.prefix(200))", "host": "\(validation.host.prefix(200))", "setting": "chat.allowedOrigins"])
    }

    static func tooLarge(_ limit: Int) -> ChatAnswer {
        ChatAnswer(413, "request_too_large", "The body has more than \(limit) bytes.", .rejectedSize)
    }

    func bodyTooLarge() {
        if isChat { return refuseChat(Self.tooLarge(Self.bodyLimit)) }
        if isBooking { return refuseBooking(Self.tooLarge(Self.bookingLimit)) }
        refuse(413, "The request's body is too large.")
    }
    func chatTimedOut() { refuseChat(ChatAnswer(408, "request_timeout", "The request took too long.", .rejectedTimeout)) }

    func refuseChat(_ status: Int, _ message: String) {
        refuseChat(
            ChatAnswer(
                status, status == 413 ? "request_too_large" : "invalid_json", message, status == 413 ? .rejectedSize : .rejectedSchema))
    }

    /// Answers and ends the connection, since the body was not read.
    private func refuseChat(_ refusal: ChatAnswer) {
        validation.keepsAlive = false
        give(refusal)
        endAfterAnswer()
    }

    /// The request is whole.
    func dispatchChat() {
        guard head.method != .OPTIONS else {
            return preflight { give(headRefusal(bodyLimit: Self.bodyLimit) ?? Self.tooLarge(Self.bodyLimit), thenNext: true) }
        }
        let core = worker.core
        let guest = ChatResponder(self, origin: origin, requestID: RequestID.choose(head.headers.first(name: "x-request-id")))
        state.end()
        state.hasOwnTimer = true
        chat = guest
        let client = core.parts.proxies.client(peer: context?.channel.remoteAddress, forwardedFor: list("x-forwarded-for") ?? "")
        core.parts.limiter.admitRequest(from: client, on: worker.eventLoop).assumeIsolated().whenComplete { result in
            if case .failure(let error) = result { return guest.refuse(ChatAnswer(limit: error)) }
            self.judge(guest, client)
        }
    }

    private func judge(_ guest: ChatResponder, _ client: ClientKey) {
        let core = worker.core
        let request: ChatRequest
        do {
            request = try core.reloadable.requestFactory.judge(body, now: worker.clock.second)
        } catch {
            return guest.refuse(ChatAnswer(error))
        }
        body = ByteBuffer()
        guest.request = request
        core.parts.limiter.admitStream(from: client, reserving: request.estimatedPromptTokens + request.maxTokens, on: worker.eventLoop)
            .assumeIsolated()
            .whenComplete { result in
                switch result {
                case .failure(let error): guest.refuse(ChatAnswer(limit: error))
                case .success(let ticket): guest.begin(request, ticket)
                }
            }
    }

    /// Answers a browser's question whether another site's page may ask.
    /// - Parameter refuse: Answers where it may not.
    func preflight(else refuse: () -> Void) {
        guard origin.isAllowed else { return refuse() }
        var fields: [(name: String, value: String)] = [("allow", "POST, OPTIONS"), ResponseText.safe] + origin.fields
        if origin.listed != nil {
            fields += [
                ("access-control-allow-methods", "POST"), ("access-control-allow-headers", "Content-Type, X-Request-ID"),
                ("access-control-max-age", "600"),
            ]
        }
        answer(204, fields, nil)
        finishAnswer()
    }

    private func give(_ refusal: ChatAnswer, thenNext: Bool = false) {
        record = nil
        let guest = ChatResponder(self, origin: origin, requestID: RequestID.choose(head.headers.first(name: "x-request-id")))
        guest.write(refusal)
        guest.account(refusal)
        if thenNext { finishAnswer() }
    }
}
