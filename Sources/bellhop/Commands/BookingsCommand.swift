import ArgumentParser
import Bookings
import FoundationEssentials

/// Booking requests that wait or were given up; never the guests' data.
struct BookingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bookings",
        abstract: "Lists booking requests that wait or failed, and tries them again.",
        discussion: "Names, addresses and notes of guests are not shown. Works beside a running server.",
        subcommands: [List.self, Retry.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists what waits and what failed (the default).")

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let items = try BookingsCommand.listing(options).items
            guard !items.isEmpty else { return print("no booking requests wait") }
            for item in items { for line in BookingsCommand.lines(item) { print(line) } }
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tries a request again, or all of them.",
            discussion: "A server that runs tries within seconds, else the next one does.")

        @OptionGroup var options: SettingsOptions

        @Argument(help: ArgumentHelp("The request's id; all that wait or failed without it.", valueName: "id"))
        var id: String?

        func run() async throws {
            let listing = try BookingsCommand.listing(options)
            let ids = listing.items.filter { $0.entry != nil }.map(\.id).filter { id == nil || $0 == id?.lowercased() }
            guard id == nil || !ids.isEmpty else { throw ValidationError("no request with this id waits or failed") }
            do {
                for one in ids { try listing.retry(one) }
            } catch {
                throw ProcessEnd.with(74, "\(error)")
            }
            print("\(ids.count) to try again")
        }
    }

    /// The spool that the settings name.
    private static func listing(_ options: SettingsOptions) throws -> SpoolListing {
        do {
            let settings = try SettingsLoader(flags: options.given, environment: ProcessEnvironment.current).load()
            guard let folder = settings.text("bookings.spool") else {
                throw SettingsError.conflict("bookings.spool: not set; there is no folder of booking requests")
            }
            return try SpoolListing(folder: folder)
        } catch {
            throw ProcessEnd.with(ProcessEnd.badConfiguration, "\(error)")
        }
    }

    /// One line for each sink that has not taken the request.
    private static func lines(_ item: SpoolListing.Item) -> [String] {
        guard let entry = item.entry else { return ["\(item.id)  no booking request: the file cannot be read"] }
        let age = max(0, ServerFactory.clock() - entry.acceptedAt)
        let head = "\(item.id)  \(item.hasFailed ? "failed" : "waits")  \(shown(age))"
        let open = item.state.sinks.sorted { $0.key < $1.key }.filter { !$0.value.isDone }
        guard !open.isEmpty else { return [head + "  not tried yet"] }
        return open.map { name, sink in
            head + "  \(name)  \(sink.attempts) \(sink.attempts == 1 ? "attempt" : "attempts")  \(sink.error)"
        }
    }

    private static func shown(_ seconds: Int64) -> String {
        seconds < 120 ? "\(seconds) s" : seconds < 7200 ? "\(seconds / 60) min" : "\(seconds / 3600) h"
    }
}
