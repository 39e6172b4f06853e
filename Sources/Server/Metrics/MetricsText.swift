import Glibc
import Synchronization
import Limits
import Relay

/// The counters in Prometheus' text format.
struct MetricsText {
    let core: ServerCore

    var text: String {
        let values = core.metrics.values
        var lines: [String] = []
        func counter(_ name: String, _ samples: [(labels: String, value: Int)], type: String = "counter") {
            lines.append("# TYPE \(name) \(type)")
            for sample in samples {
                lines.append(sample.labels.isEmpty ? "\(name) \(sample.value)" : "\(name){\(sample.labels)} \(sample.value)")
            }
        }
        counter("bellhop_chat_requests_total", Outcome.allCases.map { ("outcome=\"\($0.rawValue)\"", values.outcomes[$0] ?? 0) })
        counter("bellhop_chat_in_flight", [("", core.runningChats.load(ordering: .relaxed))], type: "gauge")
        histogram("bellhop_chat_duration_seconds", values.duration, &lines)
        histogram("bellhop_chat_first_byte_seconds", values.firstByte, &lines)
        histogram("bellhop_chat_event_gap_seconds", values.eventGap, &lines)
        counter("bellhop_chat_events_total", [("", values.events)])
        counter("bellhop_chat_pings_total", [("", values.pings)])
        counter("bellhop_chat_tokens_total", [("kind=\"prompt\"", values.promptTokens), ("kind=\"completion\"", values.completionTokens)])
        counter("bellhop_chat_usage_unknown_total", [("", values.usageUnknown)])
        counter(
            "bellhop_upstream_attempts_total",
            ExchangeRecord.AttemptResult.allCases.map { ("result=\"\($0.rawValue)\"", values.attempts[$0] ?? 0) })
        counter("bellhop_limiter_clients", [("", core.parts.limiter.clientCount)], type: "gauge")
        counter("bellhop_log_dropped_total", [("", core.parts.droppedLogLines())])
        let wholeFiles = [(labels: "route=\"file\",status=\"200\"", value: core.metrics.wholeFiles.load(ordering: .relaxed))]
        counter("bellhop_http_requests_total", wholeFiles + values.routes.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        counter("process_resident_memory_bytes", [("", ProcessFacts.residentBytes)], type: "gauge")
        counter("process_open_fds", [("", ProcessFacts.openDescriptors)], type: "gauge")
        lines.append("# TYPE process_cpu_seconds_total counter")
        lines.append("process_cpu_seconds_total \(ProcessFacts.cpuSeconds)")
        return lines.joined(separator: "\n") + "\n" + core.parts.moreMetrics()
    }

    private func histogram(_ name: String, _ histogram: Metrics.Histogram, _ lines: inout [String]) {
        lines.append("# TYPE \(name) histogram")
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
