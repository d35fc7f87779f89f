"""Open the zip of an office file without trusting it. It reads no report, only parts by their names."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from index.errors import ReportError

MOST_ENTRIES = 20_000
MOST_BYTES = 400 * 1024 * 1024
# A part larger than this that packs better than this ratio was made to burst its reader; real sheets pack 10 to 40 times.
BOMB_BYTES, BOMB_RATIO = 32 * 1024 * 1024, 200
PART_LIMIT = 200 * 1024 * 1024
_ENTITIES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
_AGAIN = "Get the file again; if it opens in an office program, save it from there and add it."


def check_archive(path: Path) -> tuple[str, ...]:
    """The names of the parts. Raises ReportError for a damaged, locked or oversized archive, before a part is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, UnicodeError) as fault:
        raise ReportError(f"is a damaged or truncated zip ({fault})", str(path), _AGAIN) from fault
    if len(entries) > MOST_ENTRIES:
        raise _bomb(path, f"{len(entries):,} parts")
    total = sum(entry.file_size for entry in entries)
    if total > MOST_BYTES:
        raise _bomb(path, f"{total:,} bytes")
    for entry in entries:
        if entry.file_size > BOMB_BYTES and entry.file_size > BOMB_RATIO * max(1, entry.compress_size):
            raise _bomb(path, f"{entry.file_size:,} bytes in one part")
        if entry.flag_bits & 1:
            raise ReportError(
                "is encrypted", str(path), "Open it with its password, save it without one and add it again."
            )
    return tuple(entry.filename for entry in entries)


def read_part(archive: zipfile.ZipFile, name: str, path: Path) -> bytes:
    """One part, unpacked; never more than its declared size. Raises ReportError when it is damaged, missing or declares entities."""
    try:
        entry = archive.getinfo(name)
        if entry.file_size > PART_LIMIT:
            raise _bomb(path, f"{entry.file_size:,} bytes in one part")
        with archive.open(entry) as file:
            data = file.read(entry.file_size + 1)
    except KeyError:
        raise ReportError(f"its part {name} is missing", str(path), _AGAIN) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as fault:
        raise ReportError(f"its part {name} is damaged ({fault})", str(path), _AGAIN) from fault
    if len(data) > entry.file_size:
        raise _bomb(path, f"more than the declared {entry.file_size:,} bytes in {name}")
    if any(mark in data for mark in _ENTITIES):
        raise ReportError(
            f"its part {name} declares entities, as no office program does: refused as a bomb",
            str(path),
            "Check where it comes from.",
        )
    return data


def _bomb(path: Path, what: str) -> ReportError:
    return ReportError(
        f"unpacks to {what}, more than a report can hold: refused as a zip bomb",
        str(path),
        "Check where it comes from.",
    )
