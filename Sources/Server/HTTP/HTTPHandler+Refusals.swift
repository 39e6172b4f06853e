import NIOCore
import NIOHTTP1

/// Requests that are answered with an error, after which the connection ends.
extension HTTPHandler {
    /// What the decoder could not read.
    func refuse(_ error: HTTPParserError) {
        let (status, message): (Int, String) =
            switch error {
            case .headerOverflow: (431, "The request's head is too large.")
            case .invalidMethod: (501, "The method is not known here.")
            case .invalidVersion: (505, "Only HTTP/1.0 and HTTP/1.1 are possible.")
            default: (400, "The request is malformed.")
            }
        if state.phase == .idle { forgetRequest() }
        refuse(status, message)
    }

    /// The answer to a head that never was whole is not given in the manner of the request before it, such as without a body after HEAD.
    func forgetRequest() { (head, validation) = (Self.noHead, RequestHeadValidation()) }

    /// Anything else, in words.
    func refuse(_ status: Int, _ message: String) {
        worker.clock.update()
        validation.keepsAlive = false
        if isChat, status != 501 { return refuseChat(status, message) }
        let text = message + "\n"
        validation.route = .refused
        answer(status, ResponseText.plainFields(text), ByteBuffer(string: text))
        endAfterAnswer()
    }
}
