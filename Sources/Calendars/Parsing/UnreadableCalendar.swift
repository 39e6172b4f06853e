/// Why a calendar tells nothing about free nights. Whatever is not understood ends here: a booking that is passed over would be a free room
/// that is not.
package struct UnreadableCalendar: Error, Sendable, Equatable, CustomStringConvertible {
    /// The number of the content line, from 1 and after unfolding; nil for the calendar as a whole.
    package var line: Int?
    /// What was found and what is understood; never an event's title, description or address.
    package var reason: String

    /// - Parameter reason: Without an event's own words.
    package init(_ reason: String, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    /// One line for the log.
    package var description: String { (line.map { "line \($0): " } ?? "") + reason }
}
