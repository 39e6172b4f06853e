package import Chat
package import NIOPosix

/// Gives each request as a mail message to a command, such as `sendmail -t`.
package struct CommandSink: BookingSink {
    /// As the log, the metrics and `bellhop bookings` call it.
    package let name = "command"
    /// Commands that run at the same time.
    package let width = 2
    private let arguments: [String]
    private let pool: NIOThreadPool
    private let hotel: @Sendable () -> Hotel
    private let recipient: String?

    /// How long the command may run, in seconds.
    static let timeLimit = 30.0

    /// - Parameters:
    ///   - arguments: The program and its arguments; no shell reads them.
    ///   - pool: Threads that wait for commands, ``width`` of them.
    ///   - hotel: The hotel as it is now: its language and, without `recipient`, its address.
    ///   - recipient: `To:` of the message; nil: the hotel's own address.
    package init(arguments: [String], pool: NIOThreadPool, hotel: @escaping @Sendable () -> Hotel, recipient: String?) {
        self.arguments = arguments
        self.pool = pool
        self.hotel = hotel
        self.recipient = recipient
    }

    /// Runs the command once; taken with exit code 0 within ``timeLimit``.
    package func deliver(_ entry: SpoolEntry) async -> DeliveryResult {
        let hotel = hotel()
        guard let recipient = recipient ?? hotel.contact["email"], MailAddress.isPlain(recipient) else {
            return .failed("there is no address to send to: set bookings.to or the hotel's contact.email")
        }
        let message = BookingMail(entry: entry, recipient: recipient, language: hotel.defaultLanguage).bytes
        let command = ChildProcess(arguments: arguments, input: message, timeLimit: Self.timeLimit)
        let end = await withTaskCancellationHandler {
            try? await pool.runIfActive { command.run() }
        } onCancel: {
            command.cancel()
        }
        switch end {
        case .exited(0, _): return .taken
        case .exited(let code, let line): return .failed("it ended with exit code \(code)" + Self.quoted(line, entry.booking))
        case .killed(let signal, let line): return .failed("signal \(signal) ended it" + Self.quoted(line, entry.booking))
        case .timedOut(let line): return .failed("it did not end within \(Int(Self.timeLimit)) s" + Self.quoted(line, entry.booking))
        case .notStarted(let reason): return .failed("it could not be started: \(reason)")
        case nil: return .failed("it was not run: the server stops")
        }
    }

    /// The first line of a command's output without what the guest entered.
    private static func quoted(_ line: String, _ booking: Booking) -> String {
        guard !line.isEmpty else { return "" }
        var shown = line
        let words = [booking.guest.fullName, booking.guest.email, booking.guest.phone] + booking.notes
        for word in words.filter({ $0.count > 1 }).sorted(by: { $0.count > $1.count }) { shown = shown.replacing(word, with: "<redacted>") }
        return ": " + shown
    }
}
