"""How much memory this process uses and may use. It knows nothing of reports.

Linux tells and limits exactly. Elsewhere the most that was used since the start stands in for what is used now, and a
limit holds as far as the system keeps it.
"""

from __future__ import annotations

import sys
from pathlib import Path

try:
    import resource
except ImportError:  # Windows neither limits nor tells
    resource = None  # type: ignore[assignment]

MEGABYTE = 1 << 20
# Libraries and thread stacks are mapped without being used: room for them above the memory that may be used.
ADDRESS_SPACE_BEYOND = 4096 * MEGABYTE
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"  # see proc(5): resets VmHWM to the memory now in use


def limit_memory(megabytes: int) -> None:
    """Let this process and those it starts use no more than `megabytes` each; an allocation beyond raises MemoryError."""
    if resource is None:
        return
    limits = {
        "RLIMIT_DATA": megabytes * MEGABYTE,
        "RLIMIT_AS": megabytes * MEGABYTE + ADDRESS_SPACE_BEYOND,
        "RLIMIT_CORE": 0,
    }
    for name, size in limits.items():
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (size if hard < 0 else min(size, hard), hard))
        except (AttributeError, OSError, ValueError):  # macOS knows the names and keeps few of them
            continue


def reset_peak() -> None:
    """Let `peak_megabytes` count from now on, where the system can."""
    try:
        _CLEAR.write_text(_RESET_PEAK)
    except OSError:
        return


def peak_megabytes() -> float:
    """The most memory in use since `reset_peak` (elsewhere than on Linux: since the process began); 0 where unknown."""
    # not the system's count for a process that began as a copy of another: that starts with the most the other used
    return _from_status("VmHWM") or _most_ever()


def used_megabytes() -> float:
    """The memory in use now (elsewhere than on Linux: the most ever used); 0 where unknown."""
    return _from_status("VmRSS") or _most_ever()


def _from_status(field: str) -> float:
    try:
        for line in _STATUS.read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    except (OSError, ValueError, IndexError):
        return 0.0
    return 0.0


def _most_ever() -> float:
    if resource is None:
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (MEGABYTE if sys.platform == "darwin" else 1024)
