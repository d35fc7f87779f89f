"""The memory of a process and all that it started, looked at from outside while it works. On Linux only."""

from __future__ import annotations

import re
import subprocess
import threading
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

EVERY_SECONDS = 0.5
_PROCESSES = Path("/proc")


def tree_megabytes(process: int) -> float | None:
    """Megabytes of a process and its descendants, shared pages counted once; None where the system does not tell."""
    if not (_PROCESSES / str(process)).is_dir():
        return None
    children: dict[int, list[int]] = defaultdict(list)
    for status in _PROCESSES.glob("[0-9]*/status"):
        if parent := re.search(r"^PPid:\s*(\d+)", _text(status), re.M):
            children[int(parent[1])].append(int(status.parent.name))
    total, waiting = 0, [process]
    while waiting:
        one = waiting.pop()
        waiting += children[one]
        if share := re.search(r"^Pss:\s*(\d+) kB", _text(_PROCESSES / str(one) / "smaps_rollup"), re.M):
            total += int(share[1])
    return total / 1024


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it ended meanwhile
        return ""


def run_watched(command: Sequence[str], **options: object) -> tuple[int, float | None]:
    """Run a command to its end; gives its exit code and the most megabytes that it and its processes took together."""
    most: list[float] = []
    done = threading.Event()
    with subprocess.Popen(command, **options) as process:  # type: ignore[call-overload]

        def watch() -> None:
            while not done.wait(EVERY_SECONDS):
                if megabytes := tree_megabytes(process.pid):
                    most.append(megabytes)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            process.wait()
        finally:
            done.set()
            watcher.join()
    return process.returncode, max(most, default=None)
