import NIOCore
import NIOHTTP1
import Server

/// Plays one scenario to one client, on the client's loop.
final class ScenarioRun {
    private let scenario: Scenario
    private let stream: any SiteStream
    /// How many times faster than written.
    private let speed: Double
    private var next = 0
    private var timer: Scheduled<Void>?
    private var isOver = false

    /// Speeds that the player offers, and the limits of the URL.
    static let speeds = 0.25...16.0

    init(_ scenario: Scenario, speed: Double, to stream: any SiteStream) {
        self.scenario = scenario
        self.speed = min(max(speed, Self.speeds.lowerBound), Self.speeds.upperBound)
        self.stream = stream
    }

    func start() {
        var headers = HTTPHeaders([("content-type", scenario.contentType), ("cache-control", "no-cache, no-transform")])
        for header in scenario.headers { headers.add(name: header.name, value: header.value) }
        stream.whenClosed { self.stop() }
        stream.begin(status: scenario.status, headers: headers)
        play()
    }

    /// Does what comes before the next pause, then waits.
    private func play() {
        while !isOver, next < scenario.steps.count {
            let step = scenario.steps[next]
            next += 1
            switch step {
            case .send(let bytes): stream.send(ByteBuffer(bytes: bytes))
            case .pause(let milliseconds):
                let wait = TimeAmount.microseconds(Int64(Double(milliseconds) * 1000 / speed))
                timer = stream.eventLoop.assumeIsolated().scheduleTask(in: wait) { self.play() }
                return
            case .cut:
                stream.abort()
                return stop()
            case .hang: return
            }
        }
        guard !isOver else { return }
        isOver = true
        stream.end()
    }

    private func stop() {
        isOver = true
        timer?.cancel()
    }
}
