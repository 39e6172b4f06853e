package import Chat
import JSON
import NIOCore
import NIOPosix
import NIOSSL
package import Relay

/// Asks an upstream with the settings as they are, step by step, and says what is wrong first (`bellhop check --online`).
package struct OnlineCheck: Sendable {
    /// What one step found.
    package struct Line: Sendable, Equatable {
        package let label: String
        package let text: String
    }

    /// What is wrong and what to do about it, in a sentence without secrets.
    package struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String

        package init(_ description: String) { self.description = description }
    }

    let route: ProbeRoute
    let request: ChatRequest
    let now: Int64
    let report: @Sendable (Line) -> Void

    /// How the settings go by to the operator who is to change them.
    package struct SettingNames: Sendable {
        package var url: String
        package var key: String
        package var model: String

        package init(url: String, key: String, model: String) {
            self.url = url
            self.key = key
            self.model = model
        }
    }

    /// - Parameters:
    ///   - request: Streamed, as a guest's first question would be.
    ///   - now: Seconds since 1970.
    ///   - report: Called for each step as it is done.
    package init(
        _ upstream: HTTPUpstream, request: ChatRequest, names: SettingNames, now: Int64, report: @escaping @Sendable (Line) -> Void
    ) {
        route = ProbeRoute(upstream: upstream, names: names, now: now) { report(Line(label: $0, text: $1)) }
        self.request = request
        self.now = now
        self.report = report
    }

    /// - Returns: The first thing that is wrong; nil where a guest gets an answer.
    package func run() async -> Problem? {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let problem: Problem?
        do {
            try await route.connect(group)
            let models = try await askForModel(group)
            problem = try await ask(group, models)
        } catch let found as Problem {
            problem = found
        } catch {
            problem = Problem("\(upstream.address.hostField): \(ProbeWords.of(error))")
        }
        try? await group.shutdownGracefully()
        return problem
    }

    var upstream: HTTPUpstream { route.upstream }
    var names: SettingNames { route.names }

    func say(_ label: String, _ text: String) { report(Line(label: label, text: text)) }

    // MARK: - The model

    /// - Returns: nil where the upstream does not tell.
    private func askForModel(_ group: MultiThreadedEventLoopGroup) async throws -> ModelListing? {
        let model = request.model
        let one = try? await route.get("/models/" + ProbeRoute.encoded(model), group)
        if let one, one.status == 200, let listing = ModelListing(one.body), let found = listing.model(model) ?? listing.models.first {
            say("model", "\(model): known" + shutdown(found.shutdownDay).map { ", \($0.description)" }.orEmpty)
            return ModelListing(models: [.init(id: model, shutdownDay: found.shutdownDay)])
        }
        if let one, one.status == 401 || one.status == 403 {
            say("model", "GET \(upstream.address.sibling("/models/" + model)): \(one.status), the key is not accepted")
            return nil
        }
        let all = try? await route.get("/models", group)
        guard let all, all.status == 200, let listing = ModelListing(all.body) else {
            say(
                "model",
                "\(model): the upstream does not tell which models it has (\(one.map { "GET …/models/\(model): \($0.status)" } ?? "no answer"))"
            )
            return nil
        }
        if let found = listing.model(model) {
            say("model", "\(model): known" + shutdown(found.shutdownDay).map { ", \($0.description)" }.orEmpty)
        } else {
            let near = listing.near(model).joined(separator: ", ")
            say("model", "\(model): not among the \(listing.models.count) that the upstream has\(near.isEmpty ? "" : ", such as \(near)")")
        }
        return listing
    }

    func shutdown(_ day: Int?) -> ModelShutdown? { day.map { ModelShutdown(model: request.model, day: $0, now: now) } }

    static func milliseconds(_ time: Double) -> String {
        time < 10 ? "\((time * 10).rounded() / 10) ms" : time < 10_000 ? "\(Int(time.rounded())) ms" : "\((time / 100).rounded() / 10) s"
    }
}

extension String? {
    fileprivate var orEmpty: String { self ?? "" }
}
