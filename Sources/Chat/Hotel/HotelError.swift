/// What is wrong in `hotel.json`, with the key path: exit 78.
package struct HotelError: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// Such as `rooms[2].pricePerNight`; empty for the file as a whole.
    package var path: String
    package var reason: String
    /// From 1, where the file is no JSON.
    package var line: Int?

    package var description: String {
        [file, line.map { "line \($0)" } ?? "", path, reason].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
