"""Calendars of the shapes that the platforms write, and random ones, all around today."""

from __future__ import annotations

import datetime
import random

TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def d(offset: int) -> str:
    return (TODAY + datetime.timedelta(days=offset)).strftime("%Y%m%d")


def wrap(body: str, ending: str = "\r\n", product: str = "-//test//EN") -> str:
    lines = ["BEGIN:VCALENDAR", f"PRODID:{product}", "VERSION:2.0", "CALSCALE:GREGORIAN", *body.strip("\n").split("\n"), "END:VCALENDAR", ""]
    return ending.join(lines)


# An offset description as Outlook writes it, with a name of its own.
OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""

FIXTURES: dict[str, str] = {
    # A letting platform: whole days, no times, folded descriptions, closed days as events.
    "letting": wrap(
        f"""METHOD:PUBLISH
BEGIN:VEVENT
DTSTAMP:{d(0)}T101010Z
DTSTART;VALUE=DATE:{d(3)}
DTEND;VALUE=DATE:{d(7)}
SUMMARY:Reserved
UID:1418fb94e984-3a6f@platform.example
DESCRIPTION:Reservation URL: https://platform.example/hosting/reservatio
 ns/details/HMXXXXXXXX\\nPhone Number (Last 4 Digits): 1234
END:VEVENT
BEGIN:VEVENT
DTSTAMP:{d(0)}T101010Z
DTSTART;VALUE=DATE:{d(300)}
DTEND;VALUE=DATE:{d(365)}
SUMMARY:Platform (Not available)
UID:7f662ec65913-b@platform.example
END:VEVENT"""),
    # A booking portal: no DESCRIPTION, bare line feeds.
    "portal": wrap(
        f"""BEGIN:VEVENT
DTSTART;VALUE=DATE:{d(12)}
DTEND;VALUE=DATE:{d(13)}
UID:2ad1@portal.example
SUMMARY: CLOSED - Not available
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:{d(1)}
DTEND;VALUE=DATE:{d(4)}
UID:2ad2@portal.example
SUMMARY: CLOSED - Not available
END:VEVENT""", ending="\n"),
    # An office calendar: zones, series, changed and cancelled occurrences, free time, alarms.
    "office": wrap(
        f"""X-WR-CALNAME:Rooms
X-WR-TIMEZONE:Europe/Berlin
BEGIN:VTIMEZONE
TZID:Europe/Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:{d(5)}T233000
DTEND;TZID=Europe/Berlin:{d(6)}T233000
RRULE:FREQ=WEEKLY;COUNT=6
EXDATE;TZID=Europe/Berlin:{d(12)}T233000
UID:series@office.example
SUMMARY:Regulars\\, both
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-P0DT0H30M0S
DESCRIPTION:This is an event reminder
END:VALARM
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:{d(20)}T120000
DTEND;TZID=Europe/Berlin:{d(22)}T110000
RECURRENCE-ID;TZID=Europe/Berlin:{d(19)}T233000
UID:series@office.example
SUMMARY:Moved
END:VEVENT
BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:{d(26)}T233000
DTEND;TZID=Europe/Berlin:{d(27)}T233000
RECURRENCE-ID;TZID=Europe/Berlin:{d(26)}T233000
UID:series@office.example
STATUS:CANCELLED
END:VEVENT
BEGIN:VEVENT
DTSTART:{d(60)}T220000Z
DTEND:{d(62)}T080000Z
UID:utc@office.example
STATUS:TENTATIVE
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:{d(70)}
DTEND;VALUE=DATE:{d(75)}
TRANSP:TRANSPARENT
UID:free@office.example
END:VEVENT"""),
    # A desktop program: a zone under a name of its own.
    "desktop": wrap(
        OUTLOOK_ZONE + f"""BEGIN:VEVENT
CLASS:PUBLIC
DTSTART;TZID="W. Europe Standard Time":{d(8)}T230000
DTEND;TZID="W. Europe Standard Time":{d(10)}T100000
UID:040000008200E00074C5B7101A82E008
X-MICROSOFT-CDO-BUSYSTATUS:OOF
X-ALT-DESC;FMTTYPE=text/html:<html><body>\\n</body></html>
END:VEVENT"""),
    # A hotel's own system: DURATION, a yearly closing, single extra days.
    "house": wrap(
        f"""BEGIN:VEVENT
DTSTART;VALUE=DATE:{d(40)}
DURATION:P4D
UID:1@house.example
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:{d(-400)}
DURATION:P1W
RRULE:FREQ=YEARLY
UID:2@house.example
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:{d(50)}
RDATE;VALUE=DATE:{d(53)},{d(57)}
UID:3@house.example
END:VEVENT
BEGIN:VEVENT
DTSTART:{d(90)}T140000
DURATION:PT22H
RRULE:FREQ=MONTHLY;BYDAY=2FR,-1SA
UID:4@house.example
END:VEVENT"""),
    "empty": wrap("X-WR-CALNAME:Nothing yet"),
}

ZONES = ["Europe/Kyiv", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "Asia/Kolkata", "Pacific/Auckland"]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def rule(rng: random.Random, start: datetime.date, until_time: str) -> str:
    """`until_time`: what stands behind the day of UNTIL, so that it is of the same kind as DTSTART."""
    frequency = rng.choice(["DAILY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if rng.random() < 0.5:
        parts.append(f"INTERVAL={rng.randint(1, 4)}")
    days = lambda: ",".join(sorted(rng.sample(DAYS, rng.randint(1, 3))))  # noqa: E731
    if frequency == "WEEKLY" and rng.random() < 0.7:
        parts.append(f"BYDAY={days()}")
        if rng.random() < 0.4:
            parts.append(f"WKST={rng.choice(['SU', 'MO', 'WE'])}")
    if frequency == "DAILY" and rng.random() < 0.4:
        parts.append(rng.choice([f"BYDAY={days()}", f"BYMONTH={rng.randint(1, 12)}", f"BYMONTHDAY={rng.randint(1, 28)},-1"]))
    if frequency == "MONTHLY":
        parts.append(rng.choice([
            f"BYMONTHDAY={rng.choice([1, 15, 28, 29, 30, 31, -1, -2])}", f"BYDAY={rng.choice([1, 2, 3, 4, 5, -1, -2])}{rng.choice(DAYS)}",
            f"BYDAY={days()};BYSETPOS={rng.choice([1, 2, -1, -2])}", f"BYDAY={days()};BYMONTHDAY=8,9,10,11,12,13,14", f"BYMONTH={rng.randint(1, 12)}",
            f"BYDAY={rng.choice(DAYS)}"]))
    if frequency == "YEARLY":
        parts.append(rng.choice([
            f"BYMONTH={rng.randint(1, 12)}", f"BYMONTH={rng.randint(1, 12)};BYMONTHDAY={rng.randint(1, 31)}", f"BYDAY={rng.choice([1, 20, -3])}{rng.choice(DAYS)}",
            f"BYMONTH={rng.randint(1, 12)};BYDAY={rng.choice([1, -1])}{rng.choice(DAYS)}", f"BYWEEKNO={rng.choice([1, 20, 52, 53, -1])};BYDAY={rng.choice(DAYS)}",
            f"BYYEARDAY={rng.choice([1, 100, 366, -1])}", f"BYMONTH={rng.randint(1, 12)};BYDAY={rng.choice(DAYS)};BYSETPOS={rng.choice([1, -1])}"]))
    if rng.random() < 0.5:
        parts.append(f"COUNT={rng.randint(1, 30)}")
    elif rng.random() < 0.7:
        until = (start + datetime.timedelta(days=rng.randint(1, 900))).strftime("%Y%m%d")
        parts.append(f"UNTIL={until}{until_time}")
    rng.shuffle(parts)
    return "RRULE:" + ";".join(parts)


def event(rng: random.Random, number: int) -> list[str]:
    start = TODAY + datetime.timedelta(days=rng.randint(-500, 700) if rng.random() < 0.6 else rng.randint(-10, 60))
    is_date = rng.random() < 0.5
    zone = rng.choice(ZONES)
    form = rng.choice(["Z", "zone", "floating"])
    clock = f"{rng.randint(0, 23):02d}{rng.choice(['00', '30'])}00"

    def moment(name: str, day: datetime.date, time: str = clock) -> str:
        text = day.strftime("%Y%m%d")
        if is_date:
            return f"{name};VALUE=DATE:{text}"
        return {"Z": f"{name}:{text}T{time}Z", "zone": f"{name};TZID={zone}:{text}T{time}", "floating": f"{name}:{text}T{time}"}[form]

    length = rng.randint(1, 9)
    end = start + datetime.timedelta(days=length)
    lines = ["BEGIN:VEVENT", f"UID:{number}@random.example", moment("DTSTART", start)]
    ending = rng.random()
    if ending < 0.6:
        lines.append(moment("DTEND", end, clock if rng.random() < 0.5 else "110000"))
    elif ending < 0.85:
        lines.append(f"DURATION:{rng.choice([f'P{length}D', 'P1W', 'P2D'] if is_date else [f'P{length}D', 'PT20H', 'P1DT12H'])}")
    has_rule = rng.random() < 0.5
    if has_rule:
        lines.append(rule(rng, start, "" if is_date else "T235959" if form == "floating" else "T235959Z"))
        if rng.random() < 0.3:
            lines += [moment("EXDATE", start + datetime.timedelta(days=7 * rng.randint(0, 4))) for _ in range(2)]
    if rng.random() < 0.1:
        lines.append(moment("RDATE", start + datetime.timedelta(days=rng.randint(1, 90))))
    if rng.random() < 0.15:
        lines.append(rng.choice(["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "STATUS:CONFIRMED", "TRANSP:OPAQUE"]))
    lines.append("SUMMARY:" + rng.choice(["Reserved", "a\\, b\\; c\\nd", "Забронировано " * 12, "x" * 200]))
    lines.append("END:VEVENT")
    if has_rule and "EXDATE" not in "".join(lines) and rng.random() < 0.3:
        moved = start + datetime.timedelta(days=rng.randint(1, 20))
        lines += ["BEGIN:VEVENT", f"UID:{number}@random.example", moment("RECURRENCE-ID", start), moment("DTSTART", moved),
                  moment("DTEND", moved + datetime.timedelta(days=2)), "END:VEVENT"]
    return lines


def fold(line: str, width: int) -> list[str]:
    """Folds a line at a width in bytes, never inside a character (RFC 5545 §3.1)."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode()) > width:
            pieces.append(piece)
            piece = " "
        piece += character
    return [*pieces, piece]


def variant(rng: random.Random) -> str:
    lines = [line for number in range(rng.randint(1, 4)) for line in event(rng, number)]
    width = rng.choice([75, 75, 40, 20])
    folded = [piece for line in lines for piece in fold(line, width)]
    return wrap("\n".join(folded), ending=rng.choice(["\r\n", "\n"]))
