"""Puts tables of RESULTS.md into docs/performance.md: `page.py`; with `--check` it only says whether they are the same."""

from __future__ import annotations

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs/performance.md"
START, END = "<!-- tables of RESULTS.md: Tests/Bench/page.py -->", "<!-- end of the tables -->"
#: RESULTS.md's headings of the tables that the page shows.
SHOWN = ("static: small file, keep-alive", "relay: 500 streams × 40 events/s", "relay: one request at a time", "rest: start, size, memory")


def tables() -> str:
    """The shown tables as they stand in RESULTS.md, under the run's own line."""
    results = (HERE / "RESULTS.md").read_text()
    parts = [results.split("\n\n")[1]]
    for heading in SHOWN:
        found = re.search(rf"^## {re.escape(heading)}\n\n(\|.*?\|)\n\n", results + "\n\n", re.MULTILINE | re.DOTALL)
        if found:
            parts += [f"### {heading}", found.group(1)]
    return "\n\n".join(parts)


def page() -> str:
    """The page with the tables of now."""
    before, rest = PAGE.read_text().split(START)
    return f"{before}{START}\n\n{tables()}\n\n{END}{rest.split(END)[1]}"


def main() -> int:
    if "--check" not in sys.argv:
        PAGE.write_text(page())
    elif page() != PAGE.read_text():
        print("docs/performance.md shows other tables than Tests/Bench/RESULTS.md: run Tests/Bench/page.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
