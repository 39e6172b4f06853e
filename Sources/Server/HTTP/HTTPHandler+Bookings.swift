import Bookings
import Chat
import Limits
import Logging
import NIOCore
import NIOHTTP1
import Relay
import Synchronization

/// `POST /api/bookings`: a guest's request to book, under the same rules of origin and rate as a chat.
extension HTTPHandler {
    var isBooking: Bool { validation.route == .bookings }

    /// Largest body, in bytes.
    static let bookingLimit = BookingRequest.bodyLimit

    /// What can be judged from the head alone, before a body is waited for.
    func beginBooking() {
        if head.method == .OPTIONS { return }
        guard worker.core.parts.bookings != nil else { return refuseBooking(Self.noBookings) }
        if let refusal = headRefusal(bodyLimit: Self.bookingLimit) { return refuseBooking(refusal) }
        if validation.expectsContinue { writer.writeContinue() }
    }

    private static let noBookings = ChatAnswer(404, "not_found", "Booking requests are not taken here.", .rejectedMethod)

    /// Answers and ends the connection, since the body was not read.
    func refuseBooking(_ refusal: ChatAnswer) {
        validation.keepsAlive = false
        BookingResponder(self).write(refusal)
        endAfterAnswer()
    }

    /// The request is whole.
    func dispatchBooking() {
        guard let desk = worker.core.parts.bookings else { return refuseBooking(Self.noBookings) }
        let responder = BookingResponder(self)
        guard head.method != .OPTIONS else {
            return preflight {
                responder.finish(
                    ChatAnswer(
                        403, "origin_not_allowed", "This site may not send requests; add its origin to chat.allowedOrigins.",
                        .rejectedOrigin, type: "permission_error"))
            }
        }
        state.end()
        let body = body
        self.body = ByteBuffer()
        let core = worker.core
        let client = core.parts.proxies.client(peer: context?.channel.remoteAddress, forwardedFor: list("x-forwarded-for") ?? "")
        let (now, eventLoop) = (worker.clock.second, worker.eventLoop)
        core.parts.limiter.admitRequest(from: client, on: eventLoop).assumeIsolated().whenComplete { result in
            if case .failure(let error) = result { return responder.finish(ChatAnswer(limit: error)) }
            let state = core.reloadable
            desk.accept(body, hotel: state.hotel, availability: state.availability(), now: now, on: eventLoop).assumeIsolated()
                .whenSuccess { responder.finish($0) }
        }
    }
}

/// Writes the answer to a booking request and its line in the log, which holds nothing of the guest.
private final class BookingResponder {
    private let handler: HTTPHandler
    private let requestID: String
    private let started: NIODeadline

    init(_ handler: HTTPHandler) {
        self.handler = handler
        requestID = RequestID.choose(handler.head.headers.first(name: "x-request-id"))
        started = handler.worker.eventLoop.now
    }

    func finish(_ result: Result<BookingReceipt, BookingRefusal>) {
        guard handler.context != nil else { return }
        switch result {
        case .success(let receipt): write(202, receipt.bytes, code: nil)
        case .failure(let refusal): write(refusal.status, refusal.error.jsonBytes, code: refusal.error.code)
        }
        handler.finishAnswer()
    }

    func finish(_ refusal: ChatAnswer) {
        guard handler.context != nil else { return }
        write(refusal)
        handler.finishAnswer()
    }

    func write(_ refusal: ChatAnswer) {
        var more: [(name: String, value: String)] = []
        if let wait = refusal.retryAfter { more.append(("retry-after", wait)) }
        if refusal.status == 405 { more.append(("allow", "POST, OPTIONS")) }
        write(refusal.status, refusal.error.jsonBytes, code: refusal.error.code, more)
    }

    private func write(_ status: Int, _ body: ByteBuffer, code: String?, _ more: [(name: String, value: String)] = []) {
        let fields: [(name: String, value: String)] = [
            ResponseText.jsonType, ("content-length", String(body.readableBytes)), ("cache-control", "no-store"),
            ("x-request-id", requestID), ResponseText.safe,
        ]
        handler.answer(status, fields + more + handler.origin.fields, body)
        let core = handler.worker.core
        guard core.parts.accessLogger.logLevel <= .info else { return }
        var facts: Logger.Metadata = [
            "request.id": "\(requestID)", "http.method": "\(handler.head.method.rawValue)", "http.path": "/api/bookings",
            "http.status": .stringConvertible(status),
            "duration_ms": .stringConvertible(((handler.worker.eventLoop.now - started).seconds * 10_000).rounded() / 10),
        ]
        facts["error.code"] = code.map { .string($0) }
        core.parts.accessLogger.info("request", metadata: facts)
    }
}
