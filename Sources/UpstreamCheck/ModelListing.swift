import CivilTime
import JSON
package import NIOCore

/// What an upstream tells of its models: `GET …/models/<model>` or `GET …/models`.
package struct ModelListing: Sendable, Equatable {
    package struct Model: Sendable, Equatable {
        package let id: String
        /// The day on which it is shut down, since 1970-01-01; nil: none was announced.
        package let shutdownDay: Int?
    }

    /// In the order of the answer; one where one was asked for.
    package let models: [Model]

    init(models: [Model]) { self.models = models }

    /// - Parameter body: An object with `id`, or a list of them: under `data` (OpenAI), under `models` (Ollama's and Gemini's own), or bare.
    /// - Returns: nil for anything else.
    package init?(_ body: ByteBuffer) {
        guard let value = try? JSONValue(parsing: body) else { return nil }
        switch value["data"] ?? value["models"] ?? value {
        case .array(let items): models = items.compactMap(Self.model)
        case let one: models = [Self.model(one)].compactMap { $0 }
        }
        if models.isEmpty, value["data"] == nil, value["models"] == nil { return nil }
    }

    /// The model of a name; Gemini writes `models/` before its own.
    package func model(_ name: String) -> Model? { models.first { $0.id == name || $0.id == "models/" + name } }

    /// Names that resemble one that is not there, at most five; the first ones where none does.
    package func near(_ name: String) -> [String] {
        let parts = name.lowercased().split { "-:/._".contains($0) }
        let ranked = models.map { model in (model.id, parts.count { model.id.lowercased().contains($0) }) }
        let best = ranked.map(\.1).max() ?? 0
        return Array(ranked.filter { $0.1 == best }.map(\.0).prefix(5))
    }

    private static func model(_ value: JSONValue) -> Model? {
        guard let id = value["id"]?.text ?? value["name"]?.text else { return nil }
        // A time of day may follow the day.
        return Model(id: id, shutdownDay: (value["shutdown_date"]?.text).flatMap { CalendarDay.day($0.prefix(10)) })
    }
}
