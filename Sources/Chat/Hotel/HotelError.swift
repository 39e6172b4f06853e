/// What is wrong in `hotel.json`, with the key path: exit 78.
package struct HotelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file's path, as the operator named it.
    package var file: String
    /// Such as `rooms[2].pricePerNight`; empty for the file as a whole.
    package var path: String
    /// What was found and what is allowed.
    package var reason: String
    /// From 1, where the file is no JSON.
    package var line: Int?

    /// One line: file, line, key path, reason.
    package var description: String {
        [file, line.map { "line \($0)" } ?? "", path, reason].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}
