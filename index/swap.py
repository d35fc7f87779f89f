"""Put a library that was built beside another in its place, wholly or not at all, also where the process dies between.

The new one is built in `.next` inside the library's folder: the folder itself may be a mounted disk, which cannot be
renamed. No reader may have the library open meanwhile. One process at a time may do so: it holds the library's lock, which
the system takes back from one that dies. It builds nothing. What of a library is on servers is switched there (`index.beside`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index import beside
from index.errors import LibraryError
from index.originals import FOLDER
from index.servers import NEXT

PARTS = ("library.sqlite", "vectors", FOLDER)
BEFORE, DONE = ".before", ".done"
LOCK = ".lock"
MOMENT = 10.0
"""Seconds that a reader waits for a library that is just being put in place."""


@contextmanager
def changing(library: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the right to put another library in this one's place. Raises LibraryError where another process has it, here or on
    another machine that uses the same servers."""
    from filelock import FileLock, Timeout

    lock = FileLock(library / LOCK)
    try:
        lock.acquire(timeout=wait)
    except Timeout as fault:
        raise LibraryError("the library is being rebuilt or changed by another command", str(library), "Wait until it is done.") from fault
    except OSError as fault:
        raise LibraryError(
            f"the library's folder cannot be written ({fault.strerror or fault})", str(library), "Check its rights."
        ) from fault
    try:
        with beside.held_everywhere(library, wait) as held:
            if not held:
                raise LibraryError("the library is being rebuilt or changed on another machine", str(library), "Wait until it is done.")
            yield
    finally:
        lock.release()


def refuse_while_changing(library: Path) -> None:
    """Raise LibraryError where another library is being built beside this one: what is stored now would be lost by the change."""
    if (library / LOCK).exists():
        with changing(library):
            pass
    else:
        with beside.held_everywhere(library, 0.0) as held:
            if not held:
                raise LibraryError("the library is being rebuilt or changed on another machine", str(library), "Wait until it is done.")


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
        before.mkdir()
        beside.prepare_taking(library, before)
        _move(library, before)
        _move(library / NEXT, library)
        beside.take_next(library)  # from here on the new one counts, where there are servers
        before.rename(library / DONE)  # from here on it does in the folder
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


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
