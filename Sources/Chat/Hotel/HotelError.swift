/// What is wrong in `hotel.json`, with the key path: exit 78.
package struct HotelError: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    /// Such as `rooms[2].pricePerNight`; empty for the file as a whole.
    package var path: String
    package var reason: String

    package var description: String { path.isEmpty ? "\(file): \(reason)" : "\(file): \(path): \(reason)" }
}
