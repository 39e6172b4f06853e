package import OutgoingHTTP

/// Where a calendar comes from: an address or a file. Its description is neither, since addresses of calendars are secrets.
package enum CalendarSource: Sendable, Equatable {
    case address(OutgoingURL)
    case file(String)

    /// - Returns: nil for an address that is neither https nor on loopback.
    package init?(_ text: String) {
        guard text.contains("://") else {
            self = .file(text)
            return
        }
        guard let url = OutgoingURL(text) else { return nil }
        self = .address(url)
    }
}
