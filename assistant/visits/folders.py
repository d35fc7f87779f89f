"""Where visitors' files lie while they are kept: a private temporary folder of this process, gone when it ends.

A process that was killed leaves its folder behind; the next one to start removes it. It knows no visitor and no report.
"""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import tempfile
import time
from pathlib import Path

from index.errors import MingzhangError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PRIVATE = 0o700
_PARENT = "mingzhang-visits"
_LOCK = "in-use"
_SURELY_OVER = 24 * 3600
"""Seconds after which a folder is taken for left behind where the system has no locks to tell."""


class PrivateFolder:
    """One folder that nobody else may look into, held until it is closed."""

    def __init__(self, parent: Path | None = None) -> None:
        """Make the folder under `parent` (default: the system's place for temporary files), leftovers removed first.

        Raises MingzhangError where the parent cannot be made or belongs to somebody else.
        """
        self._parent = parent or Path(tempfile.gettempdir()) / f"{_PARENT}-{_user()}"
        _make_private(self._parent)
        remove_leftovers(self._parent)
        self.path = self._parent / f"{os.getpid()}-{secrets.token_hex(8)}"
        self.path.mkdir(mode=PRIVATE)
        self._held = _hold(self.path)

    def make(self) -> Path:
        """A new folder within."""
        path = self.path / secrets.token_hex(12)
        path.mkdir(mode=PRIVATE)
        return path

    def close(self) -> None:
        """Remove the folder with all in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._held is not None:
            os.close(self._held)
            self._held = None


def remove_leftovers(parent: Path) -> None:
    """Remove the folders of processes that are gone."""
    for folder in parent.iterdir():
        if folder.is_dir() and not folder.is_symlink() and folder.name.partition("-")[0].isdecimal() and not _in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "own"


def _make_private(parent: Path) -> None:
    next_step = "Set MINGZHANG_UPLOAD_FOLDER to a folder of your own."
    try:
        parent.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        found = parent.lstat()
    except OSError as fault:
        raise MingzhangError(f"the folder cannot be made ({fault.strerror})", str(parent), next_step) from fault
    if not stat.S_ISDIR(found.st_mode) or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
        raise MingzhangError("the folder belongs to somebody else", str(parent), next_step)
    parent.chmod(PRIVATE)


def _hold(folder: Path) -> int | None:
    """Lock the folder for the life of this process: the system lets go of the lock however the process ends."""
    if fcntl is None:
        return None
    held = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    return held


def _in_use(folder: Path) -> bool:
    if fcntl is None:
        return time.time() - folder.stat().st_mtime < _SURELY_OVER
    try:
        probe = os.open(folder / _LOCK, os.O_RDWR)
    except FileNotFoundError:
        return _is_running(int(folder.name.partition("-")[0]))  # it is being made, or was cut short
    except OSError:
        return True
    try:
        fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(probe)
    return False


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
