import CivilTime
import Testing

@testable import Calendars

/// B-20: what events take, in the hotel's nights.
@Suite struct CalendarNightsTests {
    @Test(arguments: [
        ("DTSTART;VALUE=DATE:20270112|DTEND;VALUE=DATE:20270114", "12 13"), ("DTSTART;VALUE=DATE:20270112", "12"),
        ("DTSTART;VALUE=DATE:20270112|DTEND;VALUE=DATE:20270112", "12"), ("DTSTART;VALUE=DATE:20270112|DURATION:P3D", "12 13 14"),
        ("DTSTART;VALUE=DATE:20270112|DURATION:P1W", "12 13 14 15 16 17 18"), ("DTSTART:20270112T150000|DTEND:20270114T110000", "12 13"),
        ("DTSTART:20270112T150000|DURATION:PT44H", "12 13"), ("DTSTART:20270112T230000Z|DTEND:20270114T090000Z", "13"),
        ("DTSTART;TZID=America/New_York:20270112T200000|DTEND;TZID=America/New_York:20270114T080000", "13"),
        ("DTSTART;TZID=Europe/Kyiv:20270112T150000|DTEND:20270114T090000Z", "12 13"),
        ("DTSTART:20270112T100000|DTEND:20270112T120000", "12"), ("DTSTART:20270112T100000", "12"),
        ("DTSTART;VALUE=DATE:20270105|DTEND;VALUE=DATE:20270112", "10 11"), ("DTSTART;VALUE=DATE:20270101|DTEND;VALUE=DATE:20270110", ""),
        ("DTSTART;VALUE=DATE:20270112|STATUS:CANCELLED", ""), ("DTSTART;VALUE=DATE:20270112|STATUS:cancelled", ""),
        ("DTSTART;VALUE=DATE:20270112|TRANSP:TRANSPARENT", ""), ("DTSTART;VALUE=DATE:20270112|STATUS:TENTATIVE|TRANSP:OPAQUE", "12"),
        ("DTSTART;X-A=\"a;b:c\";VALUE=DATE:20270112|X-B;P=1:x\\, y\\n|SUMMARY:a:b;c|DESCRIPTION:Tel: 1| 23", "12"),
        ("DTST| ART;VALUE=DA|\tTE:2027| 0112", "12"),
        ("BEGIN:VALARM|TRIGGER:-PT1H|ACTION:DISPLAY|DURATION:PT9H|END:VALARM|DTSTART:20270112T150000", "12"),
        ("dtstart;value=date:20270112", "12"),
    ])
    func anEventTakesItsNights(lines: String, nights: String) throws {
        #expect(try CalendarFixture.nights(CalendarFixture.event(lines)) == nights)
    }

    @Test(arguments: [
        ("RRULE:FREQ=DAILY;COUNT=3", "12 13 14"), ("RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20270116", "12 14 16"),
        ("RRULE:FREQ=WEEKLY;BYDAY=TU,SA;COUNT=4", "12 16 19 23"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU;WKST=SU;COUNT=4", "12 24 26 2-7"),
        ("RRULE:FREQ=MONTHLY;COUNT=3", "12 2-12 3-12"), ("RRULE:FREQ=MONTHLY;BYDAY=-1SU;COUNT=2", "12 31 2-28"),
        ("RRULE:FREQ=MONTHLY;BYMONTHDAY=-1,1;UNTIL=20270301", "12 31 2-1 2-28 3-1"),
        ("RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "12 29 2-26"), ("RRULE:FREQ=YEARLY", "12 2028-1-12"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2,3;COUNT=2", "12 2-12 3-12"), ("RRULE:FREQ=YEARLY;BYWEEKNO=3;BYDAY=MO;UNTIL=20270601", "12 18"),
        ("RRULE:FREQ=YEARLY;BYYEARDAY=20,-365;UNTIL=20270601", "12 20"),
        ("RRULE:FREQ=DAILY;COUNT=4|EXDATE;VALUE=DATE:20270113,20270114", "12 15"),
        ("RDATE;VALUE=DATE:20270120,20270125", "12 20 25"), ("RDATE;VALUE=PERIOD:20270120T120000Z/P2D", "12 20 21"),
        ("RRULE:FREQ=DAILY;COUNT=2|RRULE:FREQ=WEEKLY;COUNT=2", "12 13 19"), ("RRULE:FREQ=DAILY;UNTIL=20270113T235959Z", "12 13"),
    ])
    func aRuleIsExpanded(lines: String, nights: String) throws {
        #expect(try CalendarFixture.nights(CalendarFixture.event("DTSTART;VALUE=DATE:20270112|" + lines)) == nights)
    }

    @Test func aSeriesFromLongAgoReachesTheHorizonAndNoFurther() throws {
        let bytes = CalendarFixture.event("DTSTART;VALUE=DATE:19700101|RRULE:FREQ=DAILY")
        let counts = try CalendarNights(bytes, today: CalendarFixture.today, zone: CalendarFixture.zone()).counts
        #expect(counts.count == CalendarNights.horizon)
        #expect(counts.keys.min() == CalendarFixture.today)
    }

    @Test func aChangedOccurrenceLeavesItsSeries() throws {
        let bytes = CalendarFixture.calendar(
            "BEGIN:VEVENT|UID:s|DTSTART;VALUE=DATE:20270112|RRULE:FREQ=WEEKLY;COUNT=3|END:VEVENT|"
                + "BEGIN:VEVENT|UID:s|RECURRENCE-ID;VALUE=DATE:20270119|DTSTART;VALUE=DATE:20270121|END:VEVENT|"
                + "BEGIN:VEVENT|UID:s|RECURRENCE-ID;VALUE=DATE:20270126|DTSTART;VALUE=DATE:20270126|STATUS:CANCELLED|END:VEVENT")
        #expect(try CalendarFixture.nights(bytes) == "12 21")
    }

    @Test func aZoneOfTheFileItselfIsRead() throws {
        let zone =
            "BEGIN:VTIMEZONE|TZID:Hotel Time|BEGIN:STANDARD|DTSTART:16011028T030000|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10|"
            + "TZOFFSETFROM:-0500|TZOFFSETTO:-0600|END:STANDARD|BEGIN:DAYLIGHT|DTSTART:16010325T020000|RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3|"
            + "TZOFFSETFROM:-0600|TZOFFSETTO:-0500|END:DAYLIGHT|END:VTIMEZONE|"
        // 16:30 there is 00:30 in Kyiv in winter (8 hours), and in summer too; 15:30 is not yet the next day.
        let winter = "BEGIN:VEVENT|UID:1|DTSTART;TZID=Hotel Time:20270112T163000|END:VEVENT|"
        let summer = "BEGIN:VEVENT|UID:2|DTSTART;TZID=\"Hotel Time\":20270702T153000|END:VEVENT"
        #expect(try CalendarFixture.nights(CalendarFixture.calendar(zone + winter + summer)) == "13 7-2")
    }

    @Test(arguments: ["\n", "\r\n"]) func bothLineEndsAndAByteOrderMarkAreFine(ending: String) throws {
        let bytes = CalendarFixture.calendar("BEGIN:VEVENT|DTSTART;VALUE=DATE:20270112|END:VEVENT", ending: ending)
        #expect(try CalendarFixture.nights([0xEF, 0xBB, 0xBF] + bytes) == "12")
    }

    /// Never ignored in silence.
    @Test(arguments: [
        "RRULE:FREQ=HOURLY", "RRULE:FREQ=DAILY;BYHOUR=9", "RRULE:FREQ=DAILY;COUNT=0", "RRULE:FREQ=DAILY;COUNT=2;UNTIL=20270201",
        "RRULE:INTERVAL=2", "RRULE:FREQ=WEEKLY;BYDAY=1MO", "RRULE:FREQ=WEEKLY;BYDAY=XX", "RRULE:FREQ=MONTHLY;BYMONTHDAY=32",
        "RRULE:FREQ=DAILY;RSCALE=GREGORIAN", "RRULE:FREQ=DAILY;FREQ=DAILY", "RRULE:FREQ=MONTHLY;BYWEEKNO=3", "RRULE:", "EXRULE:FREQ=DAILY",
        "RRULE:FREQ=YEARLY;BYSETPOS=1", "RRULE:FREQ=DAILY;BYMONTH=-1", "EXDATE:2027", "RDATE;VALUE=PERIOD:20270120T120000Z",
        "DURATION:-P1D",
        "DURATION:soon", "DTEND;VALUE=DATE:20270111", "DTEND:20270114T100000", "DTSTART:20270113",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20270112",
        "DTEND;TZID=Nowhere/Land:20270114T100000", "UID:1|UID:2",
    ])
    func whatIsNotUnderstoodMakesItUnreadable(line: String) {
        #expect(throws: UnreadableCalendar.self) {
            try CalendarFixture.nights(CalendarFixture.event("DTSTART;VALUE=DATE:20270112|" + line))
        }
    }

    /// B-22
    @Test(arguments: [
        "", "<!doctype html><html><body>Sign in</body></html>", "BEGIN:VCALENDAR\nEND:VEVENT\n",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2027",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR", "BEGIN:VEVENT\nDTSTART:20270112\nEND:VEVENT",
        "BEGIN:VCALENDAR\nno colon\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VFREEBUSY\nFREEBUSY:20270112T000000Z/P1D\nEND:VFREEBUSY\nEND:VCALENDAR",
    ])
    func whatIsNoWholeCalendarIsUnreadable(text: String) {
        #expect(throws: UnreadableCalendar.self) { try CalendarFixture.nights(Array(text.utf8)) }
    }

    @Test func everyCutOfACalendarIsUnreadable() throws {
        let whole = CalendarFixture.event("DTSTART;VALUE=DATE:20270112|DTEND;VALUE=DATE:20270114|RRULE:FREQ=WEEKLY")
        for length in 0..<(whole.count - 3) {
            #expect(throws: UnreadableCalendar.self, "cut at \(length)") { try CalendarFixture.nights(Array(whole.prefix(length))) }
        }
    }

    @Test func endlessWorkIsRefused() {
        let event = "BEGIN:VEVENT|DTSTART;VALUE=DATE:19700101|RRULE:FREQ=DAILY;COUNT=100000|END:VEVENT|"
        #expect(throws: UnreadableCalendar.self) {
            try CalendarFixture.nights(CalendarFixture.calendar(String(repeating: event, count: 150)))
        }
    }
}
