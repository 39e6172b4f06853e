"""Hotels for the tests of booking requests and calendars."""

from __future__ import annotations

import datetime
import json
import pathlib
from typing import Any

TODAY = datetime.datetime.now(datetime.timezone.utc).date()


def day(offset: int) -> str:
    """A day so many days after today, as `2027-01-15`."""
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


def room(name: str = "garden", **more: Any) -> dict[str, Any]:
    return {"id": name, "name": {"en": f"The {name} room"}, "pricePerNight": 120, "maxGuests": 3} | more


def write_hotel(folder: pathlib.Path, *rooms: dict[str, Any], **more: Any) -> pathlib.Path:
    """Writes `config/hotel.json` of a hotel in UTC and returns its path."""
    hotel = {
        "name": "Hotel Aurora", "timeZone": "UTC", "currency": "EUR", "defaultLanguage": "en",
        "contact": {"email": "stay@aurora.example"}, "rooms": list(rooms) or [room()],
    } | more
    path = folder / "config" / "hotel.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(hotel))
    return path


def booking(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A request to book; `changes` are of the offer, the guest or the whole, by name."""
    offer = {"room_id": "garden", "check_in": day(10), "check_out": day(13), "guests": "2", "special_notes": ["vegan breakfast"]}
    guest = {"fullName": "Ada Lovelace", "email": "ada@example.com", "phone": ""}
    body = {"id": f"00000000-0000-4000-8000-{number:012d}", "language": "de", "consent": True}
    for name, value in changes.items():
        target = offer if name in offer else guest if name in guest else body
        target[name] = value
    return body | {"offer": offer, "guest": guest}
