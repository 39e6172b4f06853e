import Assets
import Chat
import NIOCore
import Synchronization
import NIOHTTP1
import NIOPosix

extension HTTPHandler {
    var isChat: Bool { validation.route == .chat }

    /// The request is whole: finds its answer.
    func dispatch() {
        if let site = worker.core.parts.site {
            if let refusal = site.refusal(of: head) { return answer(refusal) }
            if validation.route == .interceptor { return serve(by: site) }
        }
        switch validation.route {
        case .file: serveFile()
        case .chat: dispatchChat()
        case .bookings: dispatchBooking()
        case .hotel: dispatchRead(serveHotel)
        case .health: dispatchRead(serveHealth)
        case .api: serviceError(404, "not_found", "There is nothing at this path.")
        case .server: options()
        case .nowhere, .interceptor, .refused: answerText(404, "There is no such file.\n")
        }
    }

    /// A path of the service's own that can only be read.
    private func dispatchRead(_ serve: () -> Void) {
        switch head.method {
        case .GET, .HEAD: serve()
        case .OPTIONS: options()
        default: serviceError(405, "method_not_allowed", "Only \(validation.route.allow) are possible here.")
        }
    }

    private func options() {
        answer(204, [("allow", validation.route.allow), ResponseText.safe], nil)
        finishAnswer()
    }

    private func answerText(_ status: Int, _ text: String) {
        answer(status, ResponseText.plainFields(text), ByteBuffer(string: text))
        finishAnswer()
    }

    // MARK: - Files

    private func serveFile() {
        let assets = worker.core.parts.assets
        guard !assets.isBlocking else {
            state.end()
            return ask(for: assetRequest())
        }
        if head.method == .GET || head.method == .HEAD, let prerendered = prerendered(assets) { return finish(prerendered) }
        guard let answer = assets.answer(assetRequest(), now: worker.clock.second, again: {}) else { return abort() }
        send(answer)
    }

    /// The answer to a request for a file of the bundle by its plain name, without a range and with no condition but one tag: the usual ones.
    private func prerendered(_ assets: any AssetSource) -> PrerenderedResponse? {
        guard !validation.hasOtherConditions, let asset = assets.asset(exactly: String(validation.path)) else { return nil }
        let form = asset.form(acceptEncoding: validation.acceptEncoding).form
        if let tag = validation.ifNoneMatch { return tag == form.tag ? form.unchanged : nil }
        worker.fastPath.keep(validation.path, asset)
        return form.frozen
    }

    private func finish(_ prerendered: PrerenderedResponse) {
        answer(prerendered)
        finishAnswer()
    }

    /// Looks a file up on a thread that may block; anew, where another request was reading the file.
    private func ask(for request: AssetRequest) {
        guard context != nil else { return }
        let (assets, now, eventLoop) = (worker.core.parts.assets, worker.clock.second, worker.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: eventLoop)
        NIOThreadPool.singleton.runIfActive(eventLoop: eventLoop) {
            assets.answer(request, now: now) { eventLoop.execute { handler.value.ask(for: request) } }
        }
        .whenComplete { result in
            let handler = handler.value
            guard handler.context != nil else { return }
            switch result {
            case .success(let answer?): handler.send(answer)
            case .success(nil): break
            case .failure: handler.abort()
            }
        }
    }

    /// All lines of a list field; nil where there is none.
    func list(_ name: String) -> String? {
        let lines = head.headers[name]
        return lines.isEmpty ? nil : lines.count == 1 ? lines[0] : lines.joined(separator: ", ")
    }

    private func assetRequest() -> AssetRequest {
        let method: AssetRequest.Method =
            switch head.method {
            case .GET: .get
            case .HEAD: .head
            case .OPTIONS: .options
            default: .other
            }
        var request = AssetRequest(method: method, path: validation.path, query: validation.query)
        func single(_ name: String) -> String? { head.headers[name].count == 1 ? head.headers[name][0] : nil }
        request.acceptEncoding = validation.acceptEncoding
        request.ifMatch = list("if-match")
        request.ifNoneMatch = list("if-none-match")
        request.ifModifiedSince = single("if-modified-since")
        request.ifUnmodifiedSince = single("if-unmodified-since")
        request.range = single("range")
        request.ifRange = single("if-range")
        return request
    }

    private func send(_ answer: AssetAnswer) {
        switch answer {
        case .frozen(let prerendered): finish(prerendered)
        case .composed(let composed): send(composed)
        }
    }

    private func send(_ composed: ComposedResponse) {
        switch composed.body {
        case .none:
            answer(composed.status, composed.fields, nil)
            finishAnswer()
        case .bytes(let bytes):
            answer(composed.status, composed.fields, bytes)
            finishAnswer()
        case .file(let file, let offset, let length):
            answer(composed.status, composed.fields, nil)
            state.end()
            sendPiece(of: file, offset, length)
        }
    }

    /// Sends a file as fast as the client takes it: what is in the kernel's pages goes straight to the socket; once that is full, or for what a disk
    /// has to bring, a piece is read by a thread that may block and goes through the channel, which tells when there is room again.
    private func sendPiece(of file: OpenFile, _ offset: Int64, _ left: Int64) {
        var (offset, left) = (offset, left)
        let run = Int(min(left, Self.directRun))
        if file.isInMemory(at: offset, count: run), file.isUnchanged {
            let sent = Int64(writer.sendFile(file, at: offset, atMost: run))
            offset += sent
            left -= sent
        }
        guard left > 0 else { return finishAnswer() }
        let count = Int(min(left, Self.pieceSize))
        worker.pieces.read(file, at: offset, count: count) { [self] bytes in
            guard context != nil else { return }
            guard let bytes else { return abort() }
            writer.writeThroughChannel(ByteBuffer(bytes: bytes))?.whenSuccess {
                self.sendPiece(of: file, offset + Int64(count), left - Int64(count))
            }
        }
    }

    /// Most bytes of a file that go to a socket before others have their turn.
    private static let directRun: Int64 = 1 << 20
    private static let pieceSize: Int64 = 64 << 10

    // MARK: - The service's own paths

    private func serveHealth() {
        let isReady = validation.path == "/healthz" || !worker.isDraining
        answerText(isReady ? 200 : 503, isReady ? "ok\n" : "draining\n")
    }

    func serviceError(_ status: Int, _ code: String, _ message: String) {
        let body = ErrorObject(message: message, type: "invalid_request_error", code: code).jsonBytes
        var fields = [ResponseText.jsonType, ("content-length", "\(body.readableBytes)"), ("cache-control", "no-store"), ResponseText.safe]
        if status == 405 { fields.append(("allow", validation.route.allow)) }
        answer(status, fields, body)
        finishAnswer()
    }

    private func serveHotel() {
        send(worker.hotelAnswer().answer(assetRequest(), now: worker.clock.second))
    }

    // MARK: - Development

    private func answer(_ site: SiteAnswer) {
        var fields = site.headers.map { (name: $0.name, value: $0.value) }
        fields.append(("content-length", String(site.body.readableBytes)))
        answer(site.status, fields, site.body)
        finishAnswer()
    }

    private func serve(by site: any RequestInterceptor) {
        state.end()
        let stream = ConnectionSiteStream(self)
        let (head, body) = (head, body)
        site.serve(head, body: body, to: stream)
    }
}
