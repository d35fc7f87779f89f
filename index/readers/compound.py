"""Open the container of old Office files (OLE2) without trusting it. It knows streams by name, and no document."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ReportError

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # this and above mark the end of a chain or a free sector
_STREAM, _ROOT = 2, 5
_ENTRY = 128
_AGAIN = "Get the file again; if it opens in an office program, save it from there and add it."


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The streams of a container. Raises ReportError where the container is damaged, and for a stream that is."""

    def __init__(self, data: bytes, path: Path) -> None:
        self.data, self.path = data, path
        try:
            self._open()
        except (struct.error, IndexError) as fault:
            raise self._damaged("its header is cut off") from fault

    def _open(self) -> None:
        if not self.data.startswith(MARK):
            raise self._damaged("its header is not one")
        shift, small_shift = struct.unpack_from("<HH", self.data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise self._damaged("its header names no known sector size")
        self.sector, self.small_sector = 1 << shift, 1 << small_shift
        directory, _, self.cutoff, small_table, _, further, further_count = struct.unpack_from(
            "<IIIIIII", self.data, 48
        )
        self.table = self._table(further, further_count)
        self.entries = [self._entry(raw) for raw in _pieces(self._chain(directory), _ENTRY)]
        if not self.entries:
            raise self._damaged("its folder is empty")
        small = self._chain(small_table) if small_table < _LAST_SECTOR else b""
        self.small_table = struct.unpack(f"<{len(small) // 4}I", small[: len(small) // 4 * 4])
        self.small_data = self._chain(self.entries[0].start) if self.entries[0].start < _LAST_SECTOR else b""

    def _table(self, further: int, count: int) -> tuple[int, ...]:
        """The table of sectors: which sector follows which."""
        sectors = [s for s in struct.unpack_from("<109I", self.data, 76) if s < _LAST_SECTOR]
        most = len(self.data) // self.sector + 1
        for _ in range(min(count, most)):
            if further >= _LAST_SECTOR:
                break
            numbers = struct.unpack(f"<{self.sector // 4}I", self._sector(further))
            sectors.extend(s for s in numbers[:-1] if s < _LAST_SECTOR)
            further = numbers[-1]
        raw = b"".join(self._sector(s) for s in sectors[:most])
        return struct.unpack(f"<{len(raw) // 4}I", raw)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector
        piece = self.data[start : start + self.sector]
        if not piece:
            raise self._damaged("a part of it is cut off")
        return piece.ljust(self.sector, b"\x00")

    def _chain(self, start: int) -> bytes:
        pieces, number = [], start
        for _ in range(len(self.table) + 1):
            if number >= _LAST_SECTOR:
                return b"".join(pieces)
            pieces.append(self._sector(number))
            number = self.table[number] if number < len(self.table) else _LAST_SECTOR
        raise self._damaged("its chain of sectors runs in a circle")

    @staticmethod
    def _entry(raw: bytes) -> _Entry:
        length = struct.unpack_from("<H", raw, 64)[0]
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        left, right, child = struct.unpack_from("<III", raw, 68)
        start, size = struct.unpack_from("<II", raw, 116)
        return _Entry(name, raw[66], left, right, child, start, size)

    def names(self) -> tuple[str, ...]:
        """Names of the streams and folders directly in the root, not those of embedded objects."""
        return tuple(entry.name for entry in self._top())

    def _top(self) -> Iterator[_Entry]:
        pending, seen = [self.entries[0].child], set()
        while pending:
            number = pending.pop()
            if number >= len(self.entries) or number in seen:
                continue
            seen.add(number)
            entry = self.entries[number]
            yield entry
            pending.extend((entry.left, entry.right))

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream of the root, in any case of letters; None where there is none."""
        entry = next((e for e in self._top() if e.name.lower() == name.lower() and e.kind == _STREAM), None)
        if entry is None:
            return None
        if entry.size >= self.cutoff:
            return self._chain(entry.start)[: entry.size]
        pieces, number, size = [], entry.start, self.small_sector
        for _ in range(entry.size // size + 1):
            if number >= len(self.small_table):
                break
            pieces.append(self.small_data[number * size : (number + 1) * size])
            number = self.small_table[number]
        return b"".join(pieces)[: entry.size]

    def _damaged(self, what: str) -> ReportError:
        return ReportError(f"is a damaged or truncated Office file ({what})", str(self.path), _AGAIN)


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data) - size + 1, size):
        yield data[start : start + size]
