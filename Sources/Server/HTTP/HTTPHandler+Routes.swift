import Assets
import Chat
import NIOCore
import Synchronization
import NIOHTTP1
import NIOPosix

extension HTTPHandler {
    var isChat: Bool { judgement.path == "/api/chat" || judgement.path == "/api/chat/completions" }

    /// The request is whole: finds its answer.
    func dispatch() {
        if let site = loop.core.parts.site {
            if let refusal = site.refusal(of: head) { return answer(refusal) }
            if site.owns(judgement.path) { return serve(by: site) }
        }
        if isChat { return dispatchChat() }
        guard judgement.path.utf8.first == UInt8(ascii: "/") else { return options() }
        if judgement.path.hasPrefix("/api/") || judgement.path == "/healthz" || judgement.path == "/readyz" { return dispatchService() }
        if judgement.path == "/metrics" || judgement.path.hasPrefix("/__dev/") { return notFound() }
        serveFile()
    }

    private func options() {
        answer(204, [("allow", "GET, HEAD, OPTIONS"), ResponseText.safe], nil)
        finishAnswer()
    }

    private func notFound() {
        let text = "There is no such file.\n"
        answer(
            404,
            [
                ("content-type", "text/plain; charset=utf-8"), ("content-length", "\(text.utf8.count)"), ("cache-control", "no-store"),
                ResponseText.safe,
            ], ByteBuffer(string: text))
        finishAnswer()
    }

    // MARK: - Files

    private func serveFile() {
        let core = loop.core
        core.metrics.countRequest(route: "file", status: 0)
        if head.method == .GET, judgement.query.isEmpty || !core.parts.assets.isBlocking,
            let asset = core.parts.assets.asset(exactly: String(judgement.path)),
            !hasConditions
        {
            let form = asset.gzip.flatMap { AcceptEncoding.prefersGzip(list("accept-encoding")) ? $0 : nil } ?? asset.identity
            if let frozen = form.frozen { return send(frozen) }
        }
        let request = assetRequest()
        guard core.parts.assets.isBlocking else { return send(core.parts.assets.answer(request, now: loop.second)) }
        phase = .answering
        let (assets, now) = (core.parts.assets, loop.second)
        let handler = NIOLoopBound(self, eventLoop: loop.eventLoop)
        NIOThreadPool.singleton.runIfActive(eventLoop: loop.eventLoop) { assets.answer(request, now: now) }
            .whenComplete { result in
                let handler = handler.value
                guard handler.context != nil else { return }
                switch result {
                case .success(let answer): handler.send(answer)
                case .failure: handler.abort()
                }
            }
    }

    private var hasConditions: Bool {
        for (name, _) in head.headers {
            guard let first = name.utf8.first, first | 0x20 == UInt8(ascii: "i") || first | 0x20 == UInt8(ascii: "r") else { continue }
            let lower = name.lowercased()
            if lower == "range" || lower.hasPrefix("if-") { return true }
        }
        return false
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
        var request = AssetRequest(method: method, path: judgement.path, query: judgement.query)
        func single(_ name: String) -> String? { head.headers[name].count == 1 ? head.headers[name][0] : nil }
        request.acceptEncoding = list("accept-encoding")
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
        case .frozen(let frozen): send(frozen)
        case .composed(let composed): send(composed)
        }
    }

    private func send(_ frozen: FrozenResponse) {
        loop.core.parts.site?.answered(head, status: 200)
        let isUsual = judgement.keepsAlive && head.version.minor == 1 && !loop.core.isDraining.load(ordering: .relaxed)
        guard isUsual else {
            let start = frozen.message.readerIndex + frozen.headLength
            answer(200, frozen.fields, frozen.message.getSlice(at: start, length: frozen.message.readableBytes - frozen.headLength))
            return finishAnswer()
        }
        var message = loop.message(frozen)
        if head.method == .HEAD { message = message.getSlice(at: message.readerIndex, length: frozen.headLength) ?? message }
        write(message)
        finishAnswer()
    }

    private func send(_ composed: ComposedResponse) {
        loop.core.parts.site?.answered(head, status: composed.status)
        switch composed.body {
        case .none:
            answer(composed.status, composed.fields, nil)
            finishAnswer()
        case .bytes(let bytes):
            answer(composed.status, composed.fields, bytes)
            finishAnswer()
        case .file(let file, let offset, let length):
            answer(composed.status, composed.fields, nil)
            phase = .answering
            sendPiece(of: file, offset, length)
        }
    }

    /// Sends a file 64 KiB at a time, the next piece when the client has taken the last.
    private func sendPiece(of file: OpenFile, _ offset: Int64, _ left: Int64) {
        guard left > 0 else { return finishAnswer() }
        let handler = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let count = Int(min(left, 64 << 10))
        NIOThreadPool.singleton.runIfActive(eventLoop: loop.eventLoop) { () -> [UInt8]? in
            // A file that has changed is not the one whose length was announced.
            guard let bytes = file.read(at: offset, count: count), bytes.count == count, file.isUnchanged else { return nil }
            return bytes
        }.whenComplete { result in
            let handler = handler.value
            guard let context = handler.context else { return }
            guard case .success(let bytes?) = result else { return handler.abort() }
            context.writeAndFlush(handler.wrapOutboundOut(ByteBuffer(bytes: bytes))).assumeIsolated().whenSuccess {
                handler.sendPiece(of: file, offset + Int64(count), left - Int64(count))
            }
        }
    }

    // MARK: - The service's own paths

    private func dispatchService() {
        let core = loop.core
        let isRead = head.method == .GET || head.method == .HEAD
        switch judgement.path {
        case "/healthz", "/readyz", "/api/hotel":
            guard isRead || head.method == .OPTIONS else {
                return serviceError(405, "method_not_allowed", "Only GET, HEAD, OPTIONS are possible here.")
            }
            if head.method == .OPTIONS { return options() }
            if judgement.path == "/api/hotel" { return serveHotel() }
            let isReady = judgement.path == "/healthz" || !core.isDraining.load(ordering: .relaxed)
            let text = isReady ? "ok\n" : "draining\n"
            core.metrics.countRequest(route: "health", status: isReady ? 200 : 503)
            answer(
                isReady ? 200 : 503,
                [
                    ("content-type", "text/plain; charset=utf-8"), ("content-length", "\(text.utf8.count)"), ("cache-control", "no-store"),
                    ResponseText.safe,
                ],
                ByteBuffer(string: text))
            finishAnswer()
        default: serviceError(404, "not_found", "There is nothing at this path.")
        }
    }

    private func serviceError(_ status: Int, _ code: String, _ message: String) {
        let body = ErrorObject(message: message, type: "invalid_request_error", code: code).jsonBytes
        var fields = [ResponseText.jsonType, ("content-length", "\(body.readableBytes)"), ("cache-control", "no-store"), ResponseText.safe]
        if status == 405 { fields.append(("allow", "GET, HEAD, OPTIONS")) }
        loop.core.metrics.countRequest(route: "api", status: status)
        answer(status, fields, body)
        finishAnswer()
    }

    private func serveHotel() {
        let state = loop.core.reloadable
        let answer = HotelAnswer(state.hotel.publicJSON(service: state.service, now: loop.second)).answer(assetRequest(), now: loop.second)
        loop.core.metrics.countRequest(route: "hotel", status: 200)
        send(answer)
    }

    // MARK: - Development

    private func answer(_ site: SiteAnswer) {
        var fields = site.headers.map { (name: $0.name, value: $0.value) }
        fields.append(("content-length", String(site.body.readableBytes)))
        answer(site.status, fields, site.body)
        loop.core.parts.site?.answered(head, status: site.status)
        finishAnswer()
    }

    private func serve(by site: any SiteExtension) {
        phase = .answering
        let stream = ConnectionSiteStream(self)
        let (head, body) = (head, body)
        site.serve(head, body: body, to: stream)
    }
}
