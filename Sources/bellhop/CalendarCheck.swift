import Calendars
import Chat

/// Looks at the hotel's calendar files before anything starts; addresses are asked by the running server only.
struct CalendarCheck: Sendable {
    let hotel: Hotel

    /// - Throws: ``SettingsError`` for a file that is no calendar.
    func run() throws(SettingsError) {
        for (index, room) in hotel.rooms.enumerated() {
            for (number, text) in room.calendars.enumerated() {
                guard case .file(let path)? = CalendarSource(text), let file = try SettingsLoader.file(path, mustExist: true) else {
                    continue
                }
                do throws(UnreadableCalendar) {
                    _ = try CalendarNights(file.bytes, today: hotel.today(ServerFactory.clock()), zone: hotel.zone)
                } catch {
                    throw .malformed(file: path, reason: "calendar \(number + 1) of rooms[\(index)] cannot be read: \(error)")
                }
            }
        }
    }
}
