"""The report files themselves, kept with the library so that a reader can open what a line was read from.

A new file is first put aside (`bring_original`), under the hash of its bytes; it takes its place when the database holds its
report (`place_originals`), and where a process died in between, whoever opens the library next does that. A library can be
moved or copied without the files: then a line is shown as read, and no page image or file is offered.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from index.errors import LibraryError
from index.sync import sync_file, sync_folder
from index.types import Report
from index.versions import split_name

FOLDER = "originals"
OLDER = ".older"
"""Within the folder: the files of older versions, a folder for each file's name."""
INCOMING = ".incoming"
"""Within the folder: files on their way in, each named by its sha256."""
_BLOCK = 1 << 20


def keep_original(path: Path, library: Path, name: str | None = None) -> None:
    """Copy a report's file into the library, wholly or not at all. Raises LibraryError where it cannot be written.

    `name` is what the report is held under, where that is not the file's own name.
    """
    target = _place(library, name or path.name)
    unfinished = library / FOLDER / f".{os.getpid()}.part"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, unfinished)
        sync_file(unfinished)
        unfinished.replace(target)
        sync_folder(target.parent)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise _not_kept(path, fault) from fault


def bring_original(path: Path, library: Path, sha256: str) -> None:
    """Put a file aside that is about to be stored. Raises LibraryError where it cannot be written or is not what was read."""
    folder = library / FOLDER / INCOMING
    unfinished = folder / f"{sha256}.part"
    found = hashlib.sha256()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, unfinished.open("wb") as target:
            while block := source.read(_BLOCK):
                found.update(block)
                target.write(block)
        if found.hexdigest() == sha256:
            sync_file(unfinished)
            unfinished.replace(folder / sha256)
            sync_folder(folder)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise _not_kept(path, fault) from fault
    if found.hexdigest() != sha256:
        unfinished.unlink(missing_ok=True)
        raise LibraryError("the file was changed while it was being read", str(path), "Build the library again.")


def _not_kept(path: Path, fault: OSError) -> LibraryError:
    return LibraryError(
        f"the file cannot be kept in the library ({fault.strerror or fault})", str(path),
        "Free the disk, or choose another library folder.",
    )  # fmt: skip


def place_originals(library: Path, held: Iterable[Report]) -> None:
    """Put files that were brought in to where their reports are held, the older version's file out of the way first.

    `held` are all versions. What no report needs of the files on their way in is removed. Raises LibraryError.
    """
    incoming = library / FOLDER / INCOMING
    if not incoming.is_dir():
        return
    by_file: dict[str, list[Report]] = {}
    for report in held:
        by_file.setdefault(split_name(report.file)[0], []).append(report)
    waiting = {path.name for path in incoming.iterdir()}
    try:
        for file, versions in by_file.items():
            newest = next((one for one in versions if one.file == file), None)
            if newest is not None and newest.sha256 in waiting:
                _make_room(library, file, versions)
                (incoming / newest.sha256).replace(_place(library, file))
        sync_folder(library / FOLDER)
        shutil.rmtree(incoming, ignore_errors=True)
    except OSError as fault:
        raise _not_kept(library / FOLDER, fault) from fault


def waiting_originals(library: Path) -> bool:
    """Whether files are on their way in: of a process at work, or of one that died."""
    return (library / FOLDER / INCOMING).is_dir()


def _make_room(library: Path, file: str, versions: Iterable[Report]) -> None:
    """Put the file that lies in the newest version's place to the older version it is of, if it is of one."""
    path = library / FOLDER / file
    lying = hash_file(path)
    for one in versions:
        if one.file != file and one.sha256 == lying and not _place(library, one.file).exists():
            target = _place(library, one.file)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
            sync_folder(target.parent)


def hash_file(path: Path) -> str | None:
    """The sha256 of a file's bytes; None where it cannot be read: whoever reads it will say why."""
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest() if path.is_file() else None
    except OSError:
        return None


def take_along(file: str, library: Path, target: Path) -> bool:
    """Put the kept file of a report into another library's folder, without a second copy on the disk where that can be.

    False where none is kept. Raises LibraryError where it cannot be written.
    """
    path = find_original(library, file)
    if path is None:
        return False
    place = _place(target, file)
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(path, place)
    except OSError:  # another disk, or one that knows no links
        keep_original(path, target, file)
    return True


def _place(library: Path, name: str) -> Path:
    """Where the file of a report lies, by the name the report is held under."""
    file, version = split_name(name)
    return library / FOLDER / name if version is None else library / FOLDER / OLDER / file / str(version)


def find_original(library: Path, file: str) -> Path | None:
    """The kept file of a report, by the name it is held under; None where there is none. No name leads out of the folder."""
    bare, _ = split_name(file)
    own = library / FOLDER / bare
    if not bare or own.parent != library / FOLDER or own.name != bare or bare in (OLDER, INCOMING):
        return None
    path = _place(library, file)
    return path if _is_kept(path) else None


def _is_kept(path: Path) -> bool:
    """Whether a file lies there. A link is none: what is kept is a copy, so somebody else put it there to have it sent."""
    try:
        return path.is_file() and not path.is_symlink()
    except (OSError, ValueError):  # a name that no system can hold, or that holds a NUL
        return False


def rename_originals(library: Path, names: Mapping[str, str]) -> None:
    """Give kept files the names that their reports have now. A file that is not kept stays so."""
    for old, new in names.items():
        path = find_original(library, old)
        if path is not None:
            _place(library, new).parent.mkdir(parents=True, exist_ok=True)
            path.replace(_place(library, new))
            _drop_empty(path.parent)


def drop_original(library: Path, file: str) -> None:
    """Remove the kept file of a report, if there is one."""
    path = find_original(library, file)
    if path:
        path.unlink(missing_ok=True)
        _drop_empty(path.parent)


def _drop_empty(folder: Path) -> None:
    """Remove the folders of older versions that hold none any more."""
    while folder.name != FOLDER and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def strays(library: Path, held: Iterable[str]) -> list[Path]:
    """What lies among the originals and belongs to no report that is held, by name."""
    folder = library / FOLDER
    wanted = {_place(library, name) for name in held}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path not in wanted) if folder.is_dir() else []


def drop_strays(library: Path, held: Iterable[str]) -> list[Path]:
    """Remove what `strays` finds; gives it."""
    found = strays(library, held)
    for path in found:
        path.unlink(missing_ok=True)
        _drop_empty(path.parent)
    return found
