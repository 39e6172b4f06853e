import NIOCore

extension Scenario {
    /// Names, summaries and opening messages as a JSON list, for the player.
    static let listing: ByteBuffer = {
        let rows = all.map { scenario in
            "{\"name\":\(DevEvent.quoted(scenario.name)),\"summary\":\(DevEvent.quoted(scenario.summary)),"
                + "\"opening\":\(DevEvent.quoted(scenario.opening))}"
        }
        return ByteBuffer(string: "[" + rows.joined(separator: ",\n") + "]\n")
    }()
}
