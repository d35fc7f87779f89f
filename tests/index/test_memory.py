"""Memory of this process: measured in megabytes, limited where the system keeps limits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.memory import peak_megabytes, reset_peak, used_megabytes

ROOT = Path(__file__).resolve().parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system tells less")


@LINUX
def test_peak_since_reset() -> None:
    """The peak rises with what was used and, after a reset, counts from what is in use now."""
    reset_peak()
    before = peak_megabytes()
    block = b"x" * (64 << 20)
    assert peak_megabytes() >= before + 60
    assert used_megabytes() >= before + 50
    del block
    reset_peak()
    assert peak_megabytes() < before + 30


@LINUX
def test_limit_is_kept() -> None:
    """Beyond the limit an allocation raises MemoryError, small and large ones alike; below it all goes on."""
    program = (
        "from index.memory import limit_memory\n"
        "limit_memory(200)\n"
        "print(len(b'x' * (100 << 20)))\n"
        "kept = []\n"
        "try:\n"
        "    while True: kept.append(list(range(1000)))\n"
        "except MemoryError:\n"
        "    kept = None; print('small')\n"
        "try: b'x' * (300 << 20)\n"
        "except MemoryError: print('large')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [str(100 << 20), "small", "large"], done.stderr
