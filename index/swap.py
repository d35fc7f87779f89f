"""Put a library that was built beside another in its place, wholly or not at all, also where the process dies between.

The new one is built in `.next` inside the library's folder: the folder itself may be a mounted disk, which cannot be
renamed. No reader may have the library open meanwhile. One process at a time may do so: it holds the library's lock, which
the system takes back from one that dies. It builds nothing. What of a library is on servers is switched there (`index.beside`).
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index import beside
from index.errors import LibraryError
from index.originals import FOLDER
from index.servers import NEXT
from index.sync import sync_file, sync_folder

DATABASE = "library.sqlite"
JOURNAL = f"{DATABASE}-journal"
"""There where a process died over a change of the database, which would stay half made without it. So it moves first."""
PARTS = (JOURNAL, DATABASE, "vectors", FOLDER)
BEFORE, DONE = ".before", ".done"
LOCK = ".lock"
OWNER = ".owner"
"""Says who holds the lock: of interest only while somebody does, whatever a process that died left in it."""
MOMENT = 10.0
"""Seconds that a reader waits for a library that is just being put in place."""


@contextmanager
def changing(library: Path, wait: float = 0.0, doing: str = "changing it") -> Iterator[None]:
    """Hold the right to change this library, or to put another in its place. Raises LibraryError where another process has it,
    here or on another machine that uses the same servers.

    It is waited for `wait` seconds. `doing` is what others are told meanwhile.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(library / LOCK)
    try:
        if beside.is_used():
            library.mkdir(parents=True, exist_ok=True)  # the folder may be another machine's
        lock.acquire(timeout=wait)
    except Timeout as fault:
        raise LibraryError(
            f"the library is being rebuilt or changed by another command{_owner(library)}", str(library),
            "Wait until it is done, or let this command wait for it where it has --wait.",
        ) from fault  # fmt: skip
    except OSError as fault:
        raise LibraryError(
            f"the library's folder cannot be written ({fault.strerror or fault})", str(library), "Check its rights."
        ) from fault
    try:
        with beside.held_everywhere(library, wait) as held:
            if not held:
                raise LibraryError("the library is being rebuilt or changed on another machine", str(library), "Wait until it is done.")
            _note_owner(library, doing)
            yield
    finally:
        with suppress(OSError):
            (library / OWNER).unlink(missing_ok=True)
        lock.release()


def _note_owner(library: Path, doing: str) -> None:
    with suppress(OSError):  # it only helps to say who it is
        told = {"process": os.getpid(), "doing": doing, "since": time.strftime("%Y-%m-%d %H:%M:%S")}
        (library / OWNER).write_text(json.dumps(told), encoding="utf-8")


def _owner(library: Path) -> str:
    """Who holds the lock, in brackets; nothing where that cannot be told."""
    try:
        told = json.loads((library / OWNER).read_text(encoding="utf-8"))
        return f" (process {told['process']}, {told['doing']} since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def settle(library: Path) -> None:
    """Put a library in order that a process left while it was changing it. What a living one is about is left alone.

    To be called before a library is opened; it does nothing where nothing was left.
    """
    if not any((library / left).exists() for left in (NEXT, BEFORE, DONE)):
        return
    with suppress(LibraryError), changing(library, MOMENT if (library / BEFORE).exists() else 0.0):
        recover(library)


def make_next(library: Path, copy: bool) -> Path:
    """An empty folder for the next library, or with `copy` one that holds what the library holds. Raises LibraryError."""
    folder = library / NEXT
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for part in PARTS if copy else ():
            source = library / part
            if source.is_dir():
                shutil.copytree(source, folder / part)
            elif source.exists():
                shutil.copyfile(source, folder / part)
        beside.make_next(library, copy)
    except OSError as fault:
        shutil.rmtree(folder, ignore_errors=True)
        raise LibraryError(
            f"the library cannot be copied ({fault.strerror or fault})", str(library), "Free the disk and try again."
        ) from fault
    return folder


def drop_next(library: Path) -> None:
    """Remove what was built beside the library and is not wanted."""
    beside.drop_next(library)
    shutil.rmtree(library / NEXT, ignore_errors=True)


def take_next(library: Path) -> None:
    """Put the next library in the place of this one. Raises LibraryError, and then this one is still in its place."""
    before = library / BEFORE
    try:
        _sync_all(library / NEXT)
        before.mkdir()
        beside.prepare_taking(library, before)
        _move(library, before)
        _move(library / NEXT, library)
        beside.take_next(library)  # from here on the new one counts, where there is a database server
        before.rename(library / DONE)  # from here on it does in the folder
        sync_folder(library)
    except OSError as fault:
        recover(library)
        raise LibraryError(
            f"the new library cannot be put in place ({fault.strerror or fault})", str(library), "Check the folder's rights."
        ) from fault
    except LibraryError:
        recover(library)
        raise
    beside.drop_before(library)
    shutil.rmtree(library / DONE, ignore_errors=True)
    drop_next(library)


def recover(library: Path) -> None:
    """Bring back the library that was being replaced when the process died, and remove what is left over.

    Only who holds the lock may call it (see `settle`); it does nothing where nothing was left.
    """
    before = library / BEFORE
    if before.is_dir() and beside.taken(library, before):
        before.rename(library / DONE)
        beside.drop_before(library)
    if before.is_dir():
        if (before / DATABASE).exists() and not (before / JOURNAL).exists():
            _remove(library / JOURNAL)  # of the new one
        for part in PARTS:
            if (before / part).exists():
                _remove(library / part)
                (before / part).rename(library / part)
        shutil.rmtree(before, ignore_errors=True)
    if (library / NEXT).exists():
        beside.drop_next(library)
    for left in (DONE, NEXT):
        shutil.rmtree(library / left, ignore_errors=True)


def _move(source: Path, target: Path) -> None:
    for part in PARTS:
        if (source / part).exists():
            (source / part).rename(target / part)
    sync_folder(target)
    sync_folder(source)


def _sync_all(folder: Path) -> None:
    """Bring a whole library to the disk before it takes the place of another."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sync_file(path)
        elif path.is_dir():
            sync_folder(path)
    sync_folder(folder)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
