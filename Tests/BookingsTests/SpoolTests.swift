import Chat
import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Bookings

@Suite struct SpoolTests {
    private let folder = BookingFixture.folder()

    private func desk(_ spool: Spool) -> BookingDesk {
        BookingDesk(spool: spool, pool: .init(numberOfThreads: 1), statistics: BookingStatistics(), logger: BookingFixture.silence) { _ in }
    }

    private func answer(_ desk: BookingDesk, _ body: [UInt8]) throws -> String {
        switch desk.accept(body, judge: BookingFixture.judge(try BookingFixture.hotel()), now: BookingFixture.now) {
        case .success(let receipt): String(buffer: receipt.bytes)
        case .failure(let refusal): "\(refusal.status) \(refusal.error.code ?? "-")"
        }
    }

    private func mode(_ path: String) -> mode_t {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
    }

    /// B-02
    @Test func theSameIdIsOneRequestAlsoAfterItsDeliveryAndARestart() throws {
        var spool: Spool? = try Spool(opening: folder)
        let first = try answer(desk(try #require(spool)), BookingFixture.body())
        #expect(first.contains(#""total":395.5,"currency":"EUR""#))
        #expect(try answer(desk(try #require(spool)), BookingFixture.body()) == first)
        #expect(try answer(desk(try #require(spool)), BookingFixture.body(name: "Bob")) == "409 id_taken")
        #expect(spool?.waiting() == [BookingFixture.id])
        try spool?.finish(try #require(spool?.entry(BookingFixture.id)))
        spool = nil
        let again = try Spool(opening: folder)
        #expect(again.waiting() == [])
        #expect(try answer(desk(again), BookingFixture.body()) == first)
        #expect(try answer(desk(again), BookingFixture.body(name: "Bob")) == "409 id_taken")
        let mark = try #require(DurableFile.read("\(folder)/done/\(BookingFixture.id)"))
        #expect(!String(decoding: mark, as: UTF8.self).contains("Ada"))
    }

    @Test func onlyItsOwnerMayReadIt() throws {
        let spool = try Spool(opening: folder)
        _ = try answer(desk(spool), BookingFixture.body())
        #expect(mode(folder) == 0o700)
        #expect(mode("\(folder)/\(BookingFixture.id).json") == 0o600)
    }

    @Test func aSecondProcessIsRefused() throws {
        let first = try Spool(opening: folder)
        #expect(throws: SpoolError.locked(path: folder)) { try Spool(opening: folder) }
        #expect(first.waiting() == [])
    }

    /// B-05, B-06: what lies about does not stop it, and stays.
    @Test func garbageIsLeftAlone() throws {
        _ = try Spool(opening: folder)
        let names = ["README", "x.json", "\(BookingFixture.id(1)).json", "\(BookingFixture.id(2)).json", "\(BookingFixture.id(2)).state"]
        for name in names { try Data("\u{0}{half".utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
        try Data("{".utf8).write(to: URL(filePath: "\(folder)/\(BookingFixture.id(3)).json.new"))
        mkdir("\(folder)/\(BookingFixture.id(4)).json", 0o700)
        let spool = try Spool(opening: folder)
        #expect(spool.entry(BookingFixture.id(1)) == nil)
        #expect(spool.state(BookingFixture.id(2)) == DeliveryState())
        #expect(spool.entry(BookingFixture.id(4)) == nil)
        #expect(!(try answer(desk(spool), BookingFixture.body())).hasPrefix("5"))
        for name in names { #expect(access("\(folder)/\(name)", F_OK) == 0) }
        #expect(access("\(folder)/\(BookingFixture.id(3)).json.new", F_OK) != 0)
    }

    /// B-06
    @Test func aFolderThatIsGoneOrFullIsSaidAndComesBack() throws {
        let spool = try Spool(opening: folder)
        try FileManager.default.removeItem(atPath: folder)
        try Data().write(to: URL(filePath: folder))
        #expect(try answer(desk(spool), BookingFixture.body()) == "503 bookings_unavailable")
        try FileManager.default.removeItem(atPath: folder)
        #expect(try answer(desk(spool), BookingFixture.body()).contains("reference"))
        #expect(throws: SpoolError.locked(path: folder)) { try Spool(opening: folder) }
        for number in 1..<Spool.fileLimit { #expect(creat("\(folder)/failed/\(BookingFixture.id(number)).json", 0o600).closed) }
        #expect(try answer(desk(spool), BookingFixture.body(id: BookingFixture.id(0))) == "503 bookings_unavailable")
        // What was taken before is still answered.
        #expect(try answer(desk(spool), BookingFixture.body()).contains("reference"))
    }

    @Test func whatWasGivenUpCanBeTriedAgain() throws {
        let spool = try Spool(opening: folder)
        try spool.add(try BookingFixture.entry())
        var state = DeliveryState()
        state.sinks["webhook"] = .init(attempts: 3, next: 9, error: "it answered 500", isDone: false, isRefused: true)
        try spool.keep(state, of: BookingFixture.id)
        #expect(spool.state(BookingFixture.id) == state)
        try spool.giveUp(BookingFixture.id)
        #expect(spool.waiting() == [])
        let item = try #require(try SpoolListing(folder: folder).items.first)
        #expect(item.hasFailed && item.state == state && item.entry?.booking.reference == "K7QM-4RTX")
        try SpoolListing(folder: folder).retry(BookingFixture.id)
        #expect(spool.waiting() == [BookingFixture.id])
        #expect(spool.state(BookingFixture.id) == DeliveryState())
    }
}

extension CInt {
    /// Closes a descriptor and says whether it was one.
    fileprivate var closed: Bool { self >= 0 && close(self) == 0 }
}
