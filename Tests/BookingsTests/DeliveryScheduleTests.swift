import Testing

@testable import Bookings

@Suite struct DeliveryScheduleTests {
    @Test func pausesDoubleFromFiveSecondsToAnHour() {
        #expect((1...12).map(DeliverySchedule.pause) == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600])
        #expect(DeliverySchedule.pause(after: .max) == 3600)
    }

    @Test func aFailedAttemptWaitsAndOthersDoNot() {
        var schedule = DeliverySchedule(width: 1)
        schedule.add("a", due: 0)
        schedule.add("b", due: 1)
        #expect(schedule.begin(now: 2) == ["a"])
        #expect(schedule.begin(now: 2) == [])
        #expect(schedule.next == nil)
        let (attempts, pause) = schedule.failed("a", now: 2, chance: 1)
        #expect(attempts == 1)
        #expect(abs(pause - 6) < 1e-9)
        #expect(schedule.begin(now: 3) == ["b"])
        schedule.remove("b")
        #expect(schedule.next.map { abs($0 - 8) < 1e-9 } == true)
        #expect(schedule.begin(now: 7.9) == [])
        #expect(schedule.begin(now: 8.1) == ["a"])
        #expect(schedule.failed("a", now: 9, chance: 0).pause == 8)
    }

    @Test func aKnownRequestKeepsItsPlaceUntilItIsPutToTheFront() {
        var schedule = DeliverySchedule(width: 2)
        schedule.add("a", due: 100, attempts: 5)
        schedule.add("a", due: 0)
        #expect(schedule.begin(now: 1) == [])
        schedule.restart("a", now: 1)
        #expect(schedule.begin(now: 1) == ["a"])
        schedule.restart("a", now: 1)
        #expect(schedule.isRunning("a"))
    }
}
