import NIOCore
import NIOHTTP1

/// An extension's answer on a connection.
final class ConnectionSiteStream: SiteStream {
    private weak var handler: HTTPHandler?
    let eventLoop: any EventLoop
    private var isOver = false

    init(_ handler: HTTPHandler) {
        self.handler = handler
        eventLoop = handler.worker.eventLoop
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
        handler.beginBody(status, headers.map { (name: $0.name, value: $0.value) })
        handler.writer.flush()
    }

    func send(_ bytes: ByteBuffer) {
        guard let handler, !isOver, bytes.readableBytes > 0 else { return }
        handler.record?.look(at: bytes, eventLoop.now)
        handler.writer.send(bytes)
        handler.writer.flush()
    }

    func end() {
        guard let handler, !isOver else { return }
        isOver = true
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
