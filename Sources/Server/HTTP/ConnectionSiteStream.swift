import NIOCore
import NIOHTTP1

/// An extension's answer on a connection.
final class ConnectionSiteStream: SiteStream {
    private weak var handler: HTTPHandler?
    let eventLoop: any EventLoop
    private var isOver = false
    private var isChunked = true

    init(_ handler: HTTPHandler) {
        self.handler = handler
        eventLoop = handler.loop.eventLoop
    }

    func answer(_ answer: SiteAnswer) {
        guard let handler, !isOver else { return }
        isOver = true
        var fields = answer.headers.map { (name: $0.name, value: $0.value) }
        fields.append(("content-length", String(answer.body.readableBytes)))
        handler.answer(answer.status, fields, answer.body)
        handler.finishAnswer()
    }

    func begin(status: Int, headers: HTTPHeaders) {
        guard let handler, !isOver else { return }
        isChunked = handler.head.version.minor == 1
        if !isChunked { handler.judgement.keepsAlive = false }
        var fields = headers.map { (name: $0.name, value: $0.value) }
        if isChunked { fields.append(("transfer-encoding", "chunked")) }
        handler.answer(status, fields, nil)
        handler.flushNow()
    }

    func send(_ bytes: ByteBuffer) {
        guard let handler, !isOver, bytes.readableBytes > 0 else { return }
        handler.write(isChunked ? ResponseText.chunk(bytes) : bytes)
        handler.flushNow()
    }

    func end() {
        guard let handler, !isOver else { return }
        isOver = true
        if isChunked { handler.write(ByteBuffer(staticString: "0\r\n\r\n")) }
        handler.flushNow()
        handler.finishAnswer()
    }

    func abort() {
        guard let handler, !isOver else { return }
        isOver = true
        handler.abort()
    }

    func whenClosed(_ action: @escaping () -> Void) {
        guard let handler, handler.context != nil else { return action() }
        let before = handler.onClose
        handler.onClose = {
            before?()
            self.isOver = true
            action()
        }
    }
}
