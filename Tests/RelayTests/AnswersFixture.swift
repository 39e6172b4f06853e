import FoundationEssentials
import JSON

/// `Tests/Fixtures/answers.json`: providers' answers, which the widget's tests read too.
enum AnswersFixture {
    private static let root = String(#filePath.prefix(upTo: #filePath.firstRange(of: "/Tests/")?.lowerBound ?? #filePath.endIndex))

    /// The rows of a part, by name: `streams`, `plain` or `errors`.
    static func rows(_ part: String) -> [JSONValue] {
        guard let data = try? Data(contentsOf: URL(filePath: root + "/Tests/Fixtures/answers.json")),
            let value = try? JSONValue(parsing: Array(data)), case .array(let rows)? = value[part]
        else { return [] }
        return rows
    }
}

extension JSONValue {
    var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    func text(_ name: String) -> String? { self[name]?.text }
}
