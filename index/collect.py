"""Which files a build is about: those named, and those of the folders named. It reads none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from index.read import READABLE


def collect(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[str, str]]]:
    """(the files, each name once; what is not brought in, with the message that a person is shown)."""
    failed: list[tuple[str, str]] = []
    files: dict[str, Path] = {}
    for path in paths:
        found = list(_files_in(path))
        if not found:
            what = "holds no report that can be read" if path.is_dir() else "no such file or folder"
            failed.append((str(path), f"{path}: {what}. Readable: {', '.join(READABLE)}."))
        for file in found:
            if path.is_dir() and _leads_out(file, path):
                failed.append((str(file), f"{file}: is a link that leads out of the folder. Name it on its own, or copy the file."))
                continue
            if file.name in files and files[file.name].resolve() != file.resolve():
                failed.append((str(file), f"{file}: another file of this name is in the same build. Rename one."))
                continue
            files[file.name] = file
    return list(files.values()), failed


def _leads_out(file: Path, folder: Path) -> bool:
    """Whether a file of a folder is a link to what lies elsewhere: who may write there need not be allowed to read that."""
    return file.is_symlink() and not file.resolve().is_relative_to(folder.resolve())


def _files_in(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in READABLE)
    elif path.exists():
        yield path
