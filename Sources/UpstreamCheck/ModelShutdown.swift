import CivilTime
import NIOCore
import NIOPosix
package import Relay

/// A model's announced end, as somebody who can still change the setting wants to hear of it.
package struct ModelShutdown: Sendable, Equatable {
    /// From how many days before the end on it is a warning.
    package static let notice = 60

    package let model: String
    /// Since 1970-01-01.
    package let day: Int
    /// Until that day; negative after it.
    package let daysLeft: Int

    /// - Parameter now: Seconds since 1970.
    package init(model: String, day: Int, now: Int64) {
        self.model = model
        self.day = day
        daysLeft = day - Int(now.dividedDown(by: 86_400))
    }

    /// Whether it is near enough for a warning, or past.
    package var isNear: Bool { daysLeft <= Self.notice }

    package var description: String {
        let date = CalendarDay.text(day)
        return switch daysLeft {
        case ..<0: "it was shut down on \(date)"
        case 0: "it is shut down today, \(date)"
        case 1: "it is shut down tomorrow, \(date)"
        default: "it is shut down on \(date), in \(daysLeft) days"
        }
    }
}

extension ModelShutdown {
    /// Asks an upstream for the announced end of a model.
    ///
    /// - Parameter now: Seconds since 1970.
    /// - Returns: nil where none was announced, or the upstream does not tell.
    package static func asked(of upstream: HTTPUpstream, model: String, now: Int64) async -> ModelShutdown? {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let route = ProbeRoute(upstream: upstream, names: .init(url: "", key: "", model: ""), now: now) { _, _ in }
        let answer = try? await route.get("/models/" + ProbeRoute.encoded(model), group)
        try? await group.shutdownGracefully()
        guard let answer, answer.status == 200, let listing = ModelListing(answer.body), let day = listing.models.first?.shutdownDay else {
            return nil
        }
        return ModelShutdown(model: model, day: day, now: now)
    }
}
