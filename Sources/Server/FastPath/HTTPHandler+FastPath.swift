import NIOCore

/// Requests that are answered from their bytes, before the decoder.
extension HTTPHandler {
    /// Whether nothing stands in the way: no answer under way, no drain, and no development, where each request has its line.
    var takesFastPath: Bool {
        worker.core.settings.usesFastPath && state.phase == .idle && !worker.isDraining && worker.core.parts.site == nil
    }

    /// Answers the requests at the front that the fast path takes.
    /// - Returns: Whether nothing is left for the decoder.
    func answerFast(_ bytes: inout ByteBuffer) -> Bool {
        while bytes.readableBytes > 0, let answer = worker.fastPath.answer(to: &bytes, worker.clock) {
            worker.metrics.countAnswer(.file, answer.status)
            // Where more requests came with it, their answers go out together.
            if bytes.readableBytes == 0 { writer.writeNow(answer.message) } else { writer.writeLater(answer.message) }
            guard answer.isLast else {
                state.answered(worker.clock.now)
                continue
            }
            forgetRequest()
            (validation.keepsAlive, validation.saysClose) = (false, true)
            endAfterAnswer()
            return true
        }
        return bytes.readableBytes == 0
    }
}
