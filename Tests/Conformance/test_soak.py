"""R-G4: a short run of the load that `make bench` keeps up for ten minutes."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

from bellhop import BINARY

SOAK = pathlib.Path(__file__).resolve().parents[1] / "Bench/soak.py"


def test_memory_and_descriptors_stay_level_under_load() -> None:
    """R-G4: a fifth of the answers given up half-way, no 5xx, the books balance."""
    result = subprocess.run([sys.executable, str(SOAK), "--seconds", "45"], env=os.environ | {"BELLHOP_BINARY": str(BINARY)},
                            capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
