import Bookings
import Calendars
import Chat
import OutgoingHTTP

/// The settings of booking requests and calendars, checked together.
struct ReceptionSettings: Sendable {
    let spool: String?
    let webhook: OutgoingURL?
    let signature: WebhookSignature?
    let command: [String]
    let recipient: String?
    let giveUpSeconds: Int64
    let calendarMinutes: Double

    /// Whether booking requests are taken: there is somewhere to send them.
    static func takesRequests(_ settings: Settings) -> Bool {
        settings.text("bookings.webhook") != nil || !settings.list("bookings.command").isEmpty
    }

    /// - Throws: What exit 78 says; never an address or a secret.
    init(_ settings: Settings, _ hotel: Hotel) throws(SettingsError) {
        func bad(_ key: String, _ found: String, _ allowed: String) -> SettingsError {
            .badValue(origin: settings.origin(key), key: key, found: found, allowed: allowed)
        }
        spool = settings.text("bookings.spool")
        webhook = settings.text("bookings.webhook").flatMap(OutgoingURL.init)
        signature = settings.text("bookings.webhookSecret").flatMap(WebhookSignature.init)
        command = settings.list("bookings.command")
        recipient = settings.text("bookings.to")
        giveUpSeconds = Int64((settings.number("bookings.giveUpHours") ?? 72) * 3600)
        calendarMinutes = settings.number("bookings.calendarMinutes") ?? 10
        if settings.text("bookings.webhook") != nil, webhook == nil {
            throw bad("bookings.webhook", "a text", "an https URL without a password, or http on loopback")
        }
        if settings.text("bookings.webhookSecret") != nil, signature == nil {
            throw bad("bookings.webhookSecret", "a text", "whsec_ and a key in base64")
        }
        if Self.takesRequests(settings), spool == nil {
            throw .conflict(
                "bookings.spool: not set; bookings.webhook and bookings.command need a folder that keeps requests until they are delivered")
        }
        if let recipient, !MailAddress.isPlain(recipient) {
            throw bad("bookings.to", "\"\(recipient)\"", "one e-mail address")
        }
        if !command.isEmpty, !MailAddress.isPlain(recipient ?? hotel.contact["email"] ?? "") {
            throw .conflict("bookings.to: not set, and hotel.json has no contact.email that bookings.command could write to")
        }
        for (index, room) in hotel.rooms.enumerated() {
            for (number, text) in room.calendars.enumerated() where CalendarSource(text) == nil {
                throw .conflict(
                    "hotel: rooms[\(index)].calendar[\(number)]: found an address that is not https, allowed is https, http on loopback or a file's path"
                )
            }
        }
    }

    /// What is worth a warning at start.
    var warnings: [String] {
        webhook != nil && signature == nil ? ["bookings.webhookSecret: not set; the webhook cannot tell our requests from others'"] : []
    }
}
