import Chat
import Glibc
import JSON
import Logging

/// How a log line is written.
enum LineFormat: String, Sendable {
    /// For people: time, level, message, `key=value`; a request as one sentence.
    case text
    /// For machines: one JSON object a line, keys of docs/chat-relay.md §1.10.
    case json

    /// One line with its line end.
    func line(level: Logger.Level, message: String, metadata: Logger.Metadata, at now: timespec) -> String {
        switch self {
        case .text: textLine(level: level, message: message, metadata: metadata, at: now)
        case .json: jsonLine(level: level, message: message, metadata: metadata, at: now)
        }
    }

    private func textLine(level: Logger.Level, message: String, metadata: Logger.Metadata, at now: timespec) -> String {
        let request = message == "request" ? RequestLine(metadata) : nil
        let label = level == .info ? "" : level.rawValue + ": "
        var line = "\(LogTime.local(now)) \(label)\(PrintableText.of(request?.text ?? message))"
        for (key, value) in (request?.rest ?? metadata).sorted(by: { $0.key < $1.key }) {
            line += " \(key)=\(PrintableText.of(Self.plain(value)))"
        }
        return line + "\n"
    }

    private func jsonLine(level: Logger.Level, message: String, metadata: Logger.Metadata, at now: timespec) -> String {
        var line = "{\"time\":\"\(LogTime.utc(now))\",\"level\":\"\(level.rawValue)\",\"message\":"
        JSONValue.quote(message, to: &line)
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += ","
            JSONValue.quote(key, to: &line)
            line += ":"
            JSONText.append(value, to: &line)
        }
        return line + "}\n"
    }

    private static func plain(_ value: Logger.Metadata.Value) -> String {
        let text = "\(value)"
        return text.contains(" ") ? "\"\(text)\"" : text
    }
}
