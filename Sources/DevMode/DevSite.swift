package import NIOCore
package import NIOHTTP1
package import Server
import Synchronization

/// Development mode's paths: events, the page's script, the player and its scenarios (docs/http-interface.md §1, docs/widget.md §9).
package final class DevSite: RequestInterceptor {
    private let access: DevAccess
    private let files: PlayerFiles
    private let hotel: @Sendable () -> ByteBuffer
    private let hub = EventHub()
    /// Tells pages apart that were loaded before the server was started anew.
    private let run: String
    /// What is broken now by where it comes from, the newest last.
    private let problems = Mutex<[(source: String, problem: DevProblem)]>([])

    /// - Parameters:
    ///   - run: A text that no other start has.
    ///   - hotel: The public hotel as `/api/hotel` would send it now.
    package init(access: DevAccess, run: String, hotel: @escaping @Sendable () -> ByteBuffer) {
        self.access = access
        self.run = run
        self.hotel = hotel
        files = PlayerFiles()
    }

    // MARK: - What happened

    /// Tells the pages of changed files.
    package func changed(_ change: TreeChange, action: DevEvent.Action) { hub.publish(.change(change, action: action)) }

    /// Shows a mistake over the pages until ``clearProblem(of:)`` of the same source.
    package func show(_ problem: DevProblem, of source: String) {
        problems.withLock { problems in
            problems.removeAll { $0.source == source }
            problems.append((source, problem))
        }
        hub.publish(.problem(problem))
    }

    /// Takes a source's mistake away; another that is left is shown.
    package func clearProblem(of source: String) {
        let (wasShown, left) = problems.withLock { problems in
            let count = problems.count
            problems.removeAll { $0.source == source }
            return (problems.count < count, problems.last?.problem)
        }
        if wasShown { hub.publish(left.map { .problem($0) } ?? .good) }
    }

    /// Ends the event streams; a stop waits for nobody.
    package func end() { hub.end() }

    // MARK: - RequestInterceptor

    /// 403 for a page of the internet that points a name at this machine (docs/static-files.md §1.9).
    package func refusal(of head: HTTPRequestHead) -> SiteAnswer? {
        access.refusal(of: head).map { Self.text(403, $0 + "\n") }
    }

    /// `/__dev` and everything below.
    package func owns(_ path: Substring) -> Bool { path == "/__dev" || path.hasPrefix("/__dev/") }

    /// Events, the page's script, the player, its scenarios.
    package func serve(_ head: HTTPRequestHead, body: ByteBuffer, to stream: any SiteStream) {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].dropFirst("/__dev".count)
        if path.hasPrefix("/scenario/") {
            scenario(path.dropFirst("/scenario/".count), head, to: stream)
        } else if head.method != .GET && head.method != .HEAD {
            stream.answer(SiteAnswer(status: 405, headers: ["allow": "GET, HEAD", "cache-control": "no-store"]))
        } else if path == "/events" {
            stream.begin(
                status: 200, headers: ["content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform"])
            stream.send(DevEvent.hello(run: run, problem: problems.withLock { $0.last?.problem }).bytes)
            hub.add(stream)
        } else if path.isEmpty {
            stream.answer(SiteAnswer(status: 308, headers: ["location": "/__dev/", "cache-control": "no-cache"]))
        } else if path == "/scenarios.json" {
            stream.answer(Self.json(Scenario.listing))
        } else if let answer = files.answer(to: path == "/" ? "/index.html" : path) {
            stream.answer(answer)
        } else {
            stream.answer(Self.text(404, "Not found.\n"))
        }
    }

    /// `<name>[@<speed>]/api/chat` or `/api/hotel`.
    private func scenario(_ path: Substring, _ head: HTTPRequestHead, to stream: any SiteStream) {
        guard let slash = path.firstIndex(of: "/"), let (scenario, speed) = Self.choice(path[..<slash]) else {
            let names = Scenario.all.map(\.name).joined(separator: ", ")
            return stream.answer(Self.text(404, "There is no such scenario; these are: \(names).\n"))
        }
        switch (path[slash...], head.method) {
        case ("/api/chat", .POST), ("/api/chat/completions", .POST): ScenarioRun(scenario, speed: speed, to: stream).start()
        case ("/api/hotel", .GET), ("/api/hotel", .HEAD):
            stream.answer(Self.json(scenario.isSoldOut ? SoldOutHotel.from(hotel()) : hotel()))
        case ("/api/chat", _), ("/api/chat/completions", _), ("/api/hotel", _):
            stream.answer(SiteAnswer(status: 405, headers: ["allow": path[slash...] == "/api/hotel" ? "GET, HEAD" : "POST"]))
        default: stream.answer(Self.text(404, "Not found.\n"))
        }
    }

    /// Reads `offer@4` as the scenario and its speed.
    static func choice(_ text: Substring) -> (Scenario, Double)? {
        let parts = text.replacing("%40", with: "@").split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let scenario = Scenario.named(parts[0]) else { return nil }
        guard parts.count == 2 else { return (scenario, 1) }
        guard let speed = Double(parts[1]), ScenarioRun.speeds.contains(speed) else { return nil }
        return (scenario, speed)
    }

    private static func text(_ status: Int, _ text: String) -> SiteAnswer {
        SiteAnswer(
            status: status,
            headers: ["content-type": "text/plain; charset=utf-8", "cache-control": "no-store", "x-content-type-options": "nosniff"],
            body: ByteBuffer(string: text))
    }

    private static func json(_ body: ByteBuffer) -> SiteAnswer {
        SiteAnswer(
            status: 200, headers: ["content-type": "application/json", "cache-control": "no-cache", "x-content-type-options": "nosniff"],
            body: body)
    }
}
