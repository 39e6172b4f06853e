import Logging

/// Sends the program's log to standard error, a line an event.
struct StandardErrorLogHandler: LogHandler {
    let queue: LogQueue
    let format: LineFormat
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(queue: LogQueue, format: LineFormat, level: Logger.Level) {
        self.queue = queue
        self.format = format
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = event.metadata.map { metadata.merging($0) { _, new in new } } ?? metadata
        queue.append(format.line(level: event.level, message: event.message.description, metadata: all, at: LogTime.now()))
    }
}
