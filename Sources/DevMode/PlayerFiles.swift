import NIOCore
import NIOHTTP1
import Server
import WidgetBundle

/// The player's own files, embedded in the program; development only.
struct PlayerFiles: Sendable {
    private let files: [String: ByteBuffer]

    init() {
        var files: [String: ByteBuffer] = [:]
        for index in 0..<bellhop_player_count() {
            let file = bellhop_player_file(index)
            guard let path = file.path, let bytes = file.bytes else { continue }
            files[String(cString: path)] = ByteBuffer(bytes: UnsafeBufferPointer(start: bytes, count: file.length))
        }
        self.files = files
    }

    /// - Parameter path: Below `/__dev`, with its slash.
    func answer(to path: Substring) -> SiteAnswer? {
        guard let body = files[String(path)] else { return nil }
        return SiteAnswer(
            status: 200,
            headers: [
                "content-type": Self.type(of: path), "cache-control": "no-cache", "x-content-type-options": "nosniff",
                "content-security-policy": Self.policy, "referrer-policy": "no-referrer",
            ], body: body)
    }

    /// The player frames pages of this server only; they in turn may be framed by it alone.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; "
        + "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"

    private static func type(of path: Substring) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "application/octet-stream"
        }
    }
}
