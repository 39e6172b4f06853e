import Glibc
import Synchronization
import Limits
import Relay

/// The counters in Prometheus' text format (exposition format 0.0.4): `# HELP`, `# TYPE` and the samples of each family.
struct MetricsText {
    private typealias Sample = (labels: String, value: Int)
    private var lines: [String] = []

    /// What other parts of the program add.
    private let more: String

    var text: String { lines.joined(separator: "\n") + "\n" + more }

    init(core: ServerCore) {
        more = core.parts.moreMetrics()
        let values = core.metrics
        writeChats(values, core)
        writeUpstream(values)
        counter("bellhop_limiter_clients", "Clients that the limiter remembers.", core.parts.limiter.clientCount, type: "gauge")
        counter("bellhop_log_dropped_total", "Log lines dropped because nobody took them.", core.parts.droppedLogLines())
        let answers = values.answers.map { (labels: "route=\"\($0.key.route.rawValue)\",status=\"\($0.key.status)\"", value: $0.value) }
        family(
            "bellhop_http_requests_total", "counter", "Answered requests by route and status; 499 where nothing was sent.",
            answers.sorted { $0.labels < $1.labels })
        writeProcess()
    }

    private mutating func writeChats(_ values: Metrics.Values, _ core: ServerCore) {
        family(
            "bellhop_chat_requests_total", "counter", "Chats by how they ended.",
            Outcome.allCases.map { ("outcome=\"\($0.rawValue)\"", values.outcomes[$0] ?? 0) })
        counter("bellhop_chat_in_flight", "Chats that run now.", core.runningChats.load(ordering: .relaxed), type: "gauge")
        histogram("bellhop_chat_duration_seconds", "From a chat's request to its end.", values.duration)
        histogram("bellhop_chat_first_byte_seconds", "From a chat's request to the upstream's first event or JSON.", values.firstByte)
        histogram("bellhop_chat_event_gap_seconds", "Between two events of a stream.", values.eventGap)
        counter("bellhop_chat_events_total", "Events passed on, pings and [DONE] not counted.", values.events)
        counter("bellhop_chat_pings_total", "Comment lines sent in silence.", values.pings)
        family(
            "bellhop_chat_tokens_total", "counter", "Tokens that the upstream reported.",
            [("kind=\"prompt\"", values.promptTokens), ("kind=\"completion\"", values.completionTokens)])
        counter("bellhop_chat_usage_unknown_total", "Completed chats whose tokens the upstream did not report.", values.usageUnknown)
        counter("bellhop_chat_broken_events_total", "Events of the upstream that held no whole JSON.", values.brokenEvents)
    }

    private mutating func writeUpstream(_ values: Metrics.Values) {
        family(
            "bellhop_upstream_attempts_total", "counter", "Requests to the upstream by result, retries included.",
            ExchangeRecord.AttemptResult.allCases.map { ("result=\"\($0.rawValue)\"", values.attempts[$0] ?? 0) })
        counter("bellhop_upstream_fallbacks_total", "Chats that were put to the second provider.", values.fallbacks)
    }

    private mutating func writeProcess() {
        counter("process_resident_memory_bytes", "Resident memory size in bytes.", ProcessFacts.residentBytes, type: "gauge")
        counter("process_open_fds", "Number of open file descriptors.", ProcessFacts.openDescriptors, type: "gauge")
        head("process_cpu_seconds_total", "counter", "Total user and system CPU time spent in seconds.")
        lines.append("process_cpu_seconds_total \(ProcessFacts.cpuSeconds)")
    }

    // MARK: - Families

    private mutating func head(_ name: String, _ type: String, _ help: String) {
        lines.append("# HELP \(name) \(help)")
        lines.append("# TYPE \(name) \(type)")
    }

    private mutating func family(_ name: String, _ type: String, _ help: String, _ samples: [Sample]) {
        head(name, type, help)
        for sample in samples { lines.append("\(name){\(sample.labels)} \(sample.value)") }
    }

    /// A family of one sample without labels.
    private mutating func counter(_ name: String, _ help: String, _ value: Int, type: String = "counter") {
        head(name, type, help)
        lines.append("\(name) \(value)")
    }

    private mutating func histogram(_ name: String, _ help: String, _ histogram: Metrics.Histogram) {
        head(name, "histogram", help)
        var total = 0
        for (bound, count) in zip(histogram.bounds, histogram.counts) {
            total += count
            lines.append("\(name)_bucket{le=\"\(bound)\"} \(total)")
        }
        total += histogram.counts.last ?? 0
        lines += ["\(name)_bucket{le=\"+Inf\"} \(total)", "\(name)_sum \(histogram.sum)", "\(name)_count \(total)"]
    }
}

/// What the kernel knows of this process.
enum ProcessFacts {
    static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { return 0 }
        let fields = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }.split(separator: 0x20)
        return fields.count > 1 ? (Int(String(decoding: fields[1], as: UTF8.self)) ?? 0) * sysconf(CInt(_SC_PAGESIZE)) : 0
    }

    static var openDescriptors: Int {
        guard let folder = opendir("/proc/self/fd") else { return 0 }
        defer { closedir(folder) }
        var count = -3
        while readdir(folder) != nil { count += 1 }
        return max(0, count)
    }

    static var cpuSeconds: Double {
        var usage = rusage()
        // 0 is RUSAGE_SELF, which Glibc imports with another type.
        getrusage(0, &usage)
        let micro = Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + micro
    }
}
