import CivilTime
import JSON
package import NIOCore

/// Facts of the running service that `/api/hotel` adds.
package struct ServiceFacts: Sendable, Equatable {
    /// The model's name, or the demo's.
    package var model: String
    /// Whether the demo model answers.
    package var demo: Bool
    /// Whether an upstream is configured.
    package var configured: Bool
    /// The bundle's version, which the widget was loaded from.
    package var version: String
    /// Whether booking requests are taken (`POST /api/bookings`).
    package var bookings: Bool

    /// The facts as `/api/hotel` tells them.
    package init(model: String, demo: Bool, configured: Bool, version: String, bookings: Bool = false) {
        self.model = model
        self.demo = demo
        self.configured = configured
        self.version = version
        self.bookings = bookings
    }
}

extension Hotel {
    /// What `GET /api/hotel` sends: the public members, dates resolved and past ones dropped, every room's currency, and `service`.
    /// The bytes change with the hotel's day and with what the calendars say.
    package func publicJSON(service: ServiceFacts, availability: Availability = Availability(), now: Int64) -> ByteBuffer {
        let today = today(now)
        var members = publicMembers.map { member in
            member.name == "rooms" ? JSONValue.Member(name: "rooms", value: publicRooms(member.value, availability, today: today)) : member
        }
        if !members.contains(where: { $0.name == "languages" }) {
            members.append(.init(name: "languages", value: .array(languages.map { .string($0) })))
        }
        members.append(.init(name: "today", value: .string(CalendarDay.text(today))))
        members.append(
            .init(
                name: "service",
                value: .members([
                    "model": .string(service.model), "demo": .boolean(service.demo), "configured": .boolean(service.configured),
                    "version": .string(service.version), "bookings": .boolean(service.bookings),
                ])))
        return JSONValue.object(members).bytes
    }

    private func publicRooms(_ value: JSONValue, _ availability: Availability, today: Int) -> JSONValue {
        guard case .array(let items) = value else { return value }
        return .array(
            zip(items, rooms).map { item, room in
                guard case .object(let members) = item else { return item }
                var nights = Set(room.booked.map { $0.day(today: today) })
                if case .known(let taken, _) = availability.rooms[room.id] { nights.formUnion(taken) }
                let dates = nights.filter { $0 >= today }.sorted()
                var shown = members.filter { !Self.hidden.contains($0.name) }
                shown.append(.init(name: "currency", value: .string(currency)))
                shown.append(.init(name: "bookedDates", value: .array(dates.map { .string(CalendarDay.text($0)) })))
                if availability.rooms[room.id] == .unknown { shown.append(.init(name: "availability", value: .string("unknown"))) }
                return .object(shown)
            })
    }

    /// Keys of a room that are not shown as they were written: calendars' addresses are secrets.
    private static let hidden: Set<String> = ["bookedDates", "currency", "calendar", "units"]
}
