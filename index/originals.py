"""The report files themselves, kept with the library so that a reader can open what a line was read from.

A library can be moved or copied without them: then a line is shown as read, and no page image or file is offered.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from index.errors import LibraryError

FOLDER = "originals"


def keep_original(path: Path, library: Path) -> None:
    """Copy a report's file into the library, wholly or not at all. Raises LibraryError where it cannot be written."""
    folder = library / FOLDER
    unfinished = folder / f".{os.getpid()}.part"
    try:
        folder.mkdir(exist_ok=True)
        shutil.copyfile(path, unfinished)
        unfinished.replace(folder / path.name)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise LibraryError(
            f"the file cannot be kept in the library ({fault.strerror or fault})", str(path),
            "Free the disk, or choose another library folder.",
        ) from fault  # fmt: skip


def take_along(file: str, library: Path, target: Path) -> bool:
    """Put the kept file of a report into another library's folder, without a second copy on the disk where that can be.

    False where none is kept. Raises LibraryError where it cannot be written.
    """
    path = find_original(library, file)
    if path is None:
        return False
    (target / FOLDER).mkdir(exist_ok=True)
    try:
        os.link(path, target / FOLDER / file)
    except OSError:  # another disk, or one that knows no links
        keep_original(path, target)
    return True


def find_original(library: Path, file: str) -> Path | None:
    """The kept file of a report, by the name it is held under; None where there is none. No name leads out of the folder."""
    folder = library / FOLDER
    path = folder / file
    return path if file and path.parent == folder and path.name == file and path.is_file() else None


def drop_original(library: Path, file: str) -> None:
    """Remove the kept file of a report, if there is one."""
    path = find_original(library, file)
    if path:
        path.unlink(missing_ok=True)
