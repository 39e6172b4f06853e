"""F-06: the hotel's day in every zone of the database, compared with Python's `zoneinfo`; files as Debian makes them and slim ones."""

from __future__ import annotations

import json
import os
import pathlib
import random
import shutil
import subprocess
import zoneinfo
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from bellhop import BINARY, ROOT, Bellhop

DATABASE = pathlib.Path("/usr/share/zoneinfo")
SOURCE = DATABASE / "tzdata.zi"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Instants with a fixed seed, 1900 to 2300: the past by the file's table, the far future by its rule alone.
SEED = 9636


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The leaf module `CivilTime` and a few lines that ask it."""
    program = tmp_path_factory.mktemp("probe") / "probe"
    sources = [*sorted((ROOT / "Sources/CivilTime").glob("*.swift")), ROOT / "Tests/Conformance/zone_probe/main.swift"]
    subprocess.run(["swiftc", "-O", "-package-name", "bellhop", "-o", str(program), *map(str, sources)], check=True)
    return program


@pytest.fixture(scope="module", params=["system", "slim", "fat"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    if request.param == "system":
        return DATABASE
    folder = tmp_path_factory.mktemp(request.param)
    zic = shutil.which("zic") or "/usr/sbin/zic"
    subprocess.run([zic, "-b", request.param, "-d", str(folder), str(SOURCE)], check=True)
    return folder


def instants(zone: zoneinfo.ZoneInfo) -> list[int]:
    """Random ones, and the seconds on both sides of the changes of some years, found by bisection."""
    chance = random.Random(SEED)
    found = [chance.randrange(-2_208_988_800, 10_413_792_000) for _ in range(60)]

    def offset(second: int) -> timedelta | None:
        return (EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()

    for year in (1985, 2026, 2027, 2028, 2050, 2120):
        start = int((datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds())
        for week in range(53):
            low, high = start + week * 604_800, start + (week + 1) * 604_800
            if offset(low) == offset(high):
                continue
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
            found += [low, high]
    return found


def test_every_zone_at_many_instants(probe: pathlib.Path, database: pathlib.Path) -> None:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([str(database)])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        names = sorted(name for name in zoneinfo.available_timezones() if (database / name).is_file() and not name.startswith("right/"))
        asked, expected = [], []
        for name in names:
            zone = zoneinfo.ZoneInfo(name)
            for instant in instants(zone):
                there = (EPOCH + timedelta(seconds=instant)).astimezone(zone)
                offset = there.utcoffset()
                assert offset is not None
                asked.append(f"{database} {name} {instant}")
                expected.append(f"{int(offset.total_seconds())} {(there.date() - date(1970, 1, 1)).days}")
    finally:
        zoneinfo.reset_tzpath(before)
        zoneinfo.ZoneInfo.clear_cache()
    assert len(names) > 400 and len(asked) > 30_000
    answers = subprocess.run([str(probe)], input="\n".join(asked) + "\n", capture_output=True, text=True, check=True).stdout.splitlines()
    wrong = [f"{ask}: {got}, expected {want}" for ask, got, want in zip(asked, answers, expected, strict=True) if got != want]
    assert not wrong, f"{len(wrong)} of {len(asked)}: " + "; ".join(wrong[:10])


@pytest.mark.parametrize("name", ["America/New_York", "Asia/Tokyo", "Australia/Sydney", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_server_counts_in_the_hotels_zone(bellhop: Callable[..., Bellhop], tmp_path: pathlib.Path, name: str) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/hotel.json").write_text(json.dumps({"name": "H", "timeZone": name}))
    server = bellhop()
    # The day may end between the two looks.
    around = [datetime.now(zoneinfo.ZoneInfo(name)).date().isoformat()]
    shown = httpx.get(f"{server.url}/api/hotel").json()["today"]
    around.append(datetime.now(zoneinfo.ZoneInfo(name)).date().isoformat())
    assert shown in around


@pytest.mark.parametrize(("folder", "expected"), [("/nowhere", "tzdata"), ("/etc", "Asia/Tokyo")])
def test_without_its_rules_there_is_no_start(tmp_path: pathlib.Path, folder: str, expected: str) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/hotel.json").write_text(json.dumps({"name": "H", "timeZone": "Asia/Tokyo"}))
    for command in (["check"], ["serve", "--port", "0"]):
        result = subprocess.run(
            [str(BINARY), *command], cwd=tmp_path, env={"PATH": os.environ["PATH"], "TZDIR": folder}, capture_output=True, text=True, timeout=20)
        assert result.returncode == 78
        assert "timeZone" in result.stderr and expected in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_the_example_hotel_needs_no_database(bellhop: Callable[..., Bellhop]) -> None:
    server = bellhop(None, TZDIR="/nowhere")
    assert httpx.get(f"{server.url}/api/hotel").status_code == 200
