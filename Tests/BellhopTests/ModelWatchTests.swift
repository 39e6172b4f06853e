import Logging
import Synchronization
import Testing
import UpstreamCheck

@testable import bellhop

@Suite struct ModelWatchTests {
    /// What happened, and how many looks there are still to be.
    private final class Course: Sendable {
        private struct State {
            var looks = 0
            var asked: [Int] = []
            var warnings: [String] = []
        }

        private let state = Mutex(State())
        func look() -> Int {
            state.withLock { state in
                state.looks += 1
                return state.looks
            }
        }
        func ask() { state.withLock { $0.asked.append($0.looks) } }
        func warn(_ text: String) { state.withLock { $0.warnings.append(text) } }
        var asked: [Int] { state.withLock(\.asked) }
        var warnings: [String] { state.withLock(\.warnings) }
    }

    private struct Recorder: LogHandler {
        let course: Course
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { course.warn("\(event.level) \(event.metadata?["days_left"] ?? "-")") }
    }

    private func settings(_ environment: [String: String]) throws -> Settings {
        try SettingsLoader(flags: [:], environment: environment, folder: "/nowhere/").load()
    }

    /// Runs `looks` looks at a model that ends in `days` days; from `change` on another model is set.
    private func course(_ looks: Int, days: Int, demo: Bool = false, change: Int = .max) async throws -> Course {
        let course = Course()
        let first = try settings(demo ? [:] : ["OPENAI_API_KEY": "sk-a"])
        let second = try settings(["OPENAI_API_KEY": "sk-a", "BELLHOP_MODEL": "other"])
        let now = Mutex(0)
        let watch = ModelWatch(
            settings: { now.withLock { $0 } >= change ? second : first }, logger: Logger(label: "x") { _ in Recorder(course: course) },
            ask: { _ in
                course.ask()
                return ModelShutdown(model: "m", day: 20_000 + days, now: 20_000 * 86_400)
            })
        let task = Task {
            await watch.run { _ in
                let look = course.look()
                now.withLock { $0 = look }
                if look > looks { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        await task.value
        return course
    }

    @Test func itAsksAfterTheFirstPauseAndOnceADay() async throws {
        let course = try await course(2 * ModelWatch.looksPerDay + 5, days: 48)
        #expect(course.asked == [1, 1 + ModelWatch.looksPerDay, 1 + 2 * ModelWatch.looksPerDay])
        #expect(course.warnings == ["warning 48", "warning 48", "warning 48"])
    }

    @Test func anotherModelIsAskedForAtTheNextLook() async throws {
        #expect(try await course(20, days: 48, change: 7).asked == [1, 7])
    }

    @Test(arguments: [(60, 1), (61, 0), (-3, 1)]) func onlyANearEndIsAWarning(days: Int, count: Int) async throws {
        #expect(try await course(3, days: days).warnings.count == count)
    }

    @Test func theDemoModelHasNoEnd() async throws { #expect(try await course(5, days: 1, demo: true).asked.isEmpty) }
}
