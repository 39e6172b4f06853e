"""Runs the built binary's short commands in a folder."""

from __future__ import annotations

import os
import pathlib
import re
import subprocess

from bellhop import BINARY


def run(cwd: pathlib.Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """One command to its end, with no environment but `PATH` and what is named."""
    return subprocess.run([str(BINARY), *arguments], cwd=cwd, env={"PATH": os.environ["PATH"]} | environment, text=True,
                          capture_output=True, timeout=60, check=False)


def effective(cwd: pathlib.Path, key: str, **environment: str) -> tuple[str, str]:
    """What `bellhop check` says of a setting: the value and where it came from."""
    result = run(cwd, "check", **environment)
    assert result.returncode == 0, result.stderr
    row = re.search(rf"^{re.escape(key)} +(.*?) {{2,}}(.+)$", result.stdout, re.MULTILINE)
    assert row, result.stdout
    return row.group(1), row.group(2)


def write(folder: pathlib.Path, name: str, content: str | bytes, mode: int = 0o600) -> pathlib.Path:
    """Writes a file with the folders above it; text in UTF-8, line ends as they are."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(mode)
    return path
