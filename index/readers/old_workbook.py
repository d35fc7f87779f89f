"""Open an .xls (BIFF8, and BIFF5 before it) record by record: values as printed, merges, what is hidden.

It calculates nothing and tells no table from a title. The file stores numbers in binary; each becomes the decimal that
was typed before anything is done with it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from index.errors import ReportError
from index.readers.compound import Compound
from index.readers.number_format import BUILT_IN, exact, show_number
from index.readers.workbook import MOST_CELLS, Sheet

_BOF, _EOF, _CONTINUE, _FILEPASS, _CODEPAGE, _DATEMODE = 0x809, 0x0A, 0x3C, 0x2F, 0x42, 0x22
_FORMAT, _XF, _BOUNDSHEET, _STRINGS = 0x41E, 0xE0, 0x85, 0xFC
_NUMBER, _RK, _MULRK, _FORMULA, _STRING, _BOOLERR = 0x203, 0x27E, 0xBD, 0x06, 0x207, 0x205
_LABELSST, _LABEL, _RSTRING, _MERGES, _COLINFO, _ROW, _OBJECT = 0xFD, 0x204, 0xD6, 0xE5, 0x7D, 0x208, 0x5D
_BIFF8 = 0x600
_WORKSHEET, _PICTURE = 0, 8
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CODES = {936: "gb18030", 950: "cp950", 1200: "utf-16-le"}
_LOCKED = "Open it with its password, save it without one and add it again."
_AGAIN = "Get the file again; if it opens in an office program, save it from there and add it."


def read_old_workbook(path: Path) -> Iterator[Sheet]:
    """The sheets in order; hidden ones by name only. Raises ReportError for a damaged or locked workbook."""
    container = Compound(path.read_bytes(), path)
    stream = container.stream("Workbook") or container.stream("Book") or b""
    book = _Book(stream)
    try:
        book.read_globals(path)
        if not book.sheets:
            raise ReportError("is a damaged workbook: it names no sheet", str(path), _AGAIN)
        for sheet, start in book.sheets:
            if not sheet.hidden:
                book.read_sheet(sheet, start, path)
            yield sheet
    except (struct.error, IndexError, UnicodeDecodeError) as fault:
        raise ReportError(f"is a damaged workbook ({fault})", str(path), _AGAIN) from fault


@dataclass(slots=True)
class _Book:
    """The records of a workbook, and what its first part says for all sheets."""

    stream: bytes
    biff8: bool = True
    code: str = "gb18030"
    since_1904: bool = False
    formats: dict[int, str] = field(default_factory=lambda: dict(BUILT_IN))
    styles: list[int] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    sheets: list[tuple[Sheet, int]] = field(default_factory=list)
    cells: int = 0

    def records(self, position: int) -> Iterator[tuple[int, bytes, int]]:
        """Kind, data and end of each record from `position` to the end of its part, charts inside it passed over."""
        depth = 0
        while position + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, position)
            data = self.stream[position + 4 : position + 4 + length]
            depth += (kind == _BOF) - (kind == _EOF)
            position += 4 + length
            if depth <= 1:
                yield kind, data, position
            if depth <= 0:
                return

    def read_globals(self, path: Path) -> None:
        """Codes, formats, styles, strings and sheets."""
        for kind, data, end in self.records(0):
            if kind == _BOF:
                self.biff8 = struct.unpack_from("<H", data)[0] >= _BIFF8
            elif kind == _FILEPASS:
                raise ReportError("is encrypted", str(path), _LOCKED)
            elif kind == _CODEPAGE:
                self.code = _CODES.get(struct.unpack_from("<H", data)[0], "gb18030")
            elif kind == _DATEMODE:
                self.since_1904 = struct.unpack_from("<H", data)[0] == 1
            elif kind == _FORMAT:
                self.formats[struct.unpack_from("<H", data)[0]] = self._text(data, 2, 2 if self.biff8 else 1)
            elif kind == _XF:
                self.styles.append(struct.unpack_from("<H", data, 2)[0])
            elif kind == _BOUNDSHEET:
                start, state, form = struct.unpack_from("<IBB", data)
                if form == _WORKSHEET:
                    self.sheets.append((Sheet(self._text(data, 6, 1), state & 3 != 0), start))
            elif kind == _STRINGS:
                self.strings = list(_shared_strings([data, *self._continued(end)]))

    def _continued(self, position: int) -> Iterator[bytes]:
        while position + 4 <= len(self.stream):
            kind, length = struct.unpack_from("<HH", self.stream, position)
            if kind != _CONTINUE:
                return
            yield self.stream[position + 4 : position + 4 + length]
            position += 4 + length

    def _text(self, data: bytes, position: int, width: int) -> str:
        """A counted string: its length in `width` bytes; in BIFF8 then whether its characters have two bytes each."""
        count = data[position] if width == 1 else struct.unpack_from("<H", data, position)[0]
        start = position + width
        if not self.biff8:
            return data[start : start + count].decode(self.code)
        if data[start] & 1:
            return data[start + 1 : start + 1 + 2 * count].decode("utf-16-le")
        return data[start + 1 : start + 1 + count].decode("latin-1")

    def read_sheet(self, sheet: Sheet, start: int, path: Path) -> None:
        """Fill in the cells of one sheet."""
        awaited: tuple[int, int] | None = None
        for kind, data, _ in self.records(start):
            if kind == _STRING and awaited:
                self._set(sheet, *awaited, self._text(data, 0, 2))
                awaited = None
            elif kind == _FORMULA:
                awaited = self._formula(sheet, data)
            elif kind in (_NUMBER, _RK, _MULRK, _BOOLERR):
                self._numbers(sheet, kind, data)
            elif kind == _LABELSST:
                row, column, _, index = struct.unpack_from("<HHHI", data)
                self._set(sheet, row, column, self.strings[index] if index < len(self.strings) else "")
            elif kind in (_LABEL, _RSTRING):
                row, column = struct.unpack_from("<HH", data)
                self._set(sheet, row, column, self._text(data, 6, 2))
            else:
                _describe(sheet, kind, data)
            if self.cells > MOST_CELLS:
                raise ReportError(f"holds more than {MOST_CELLS:,} cells", str(path), "Split the workbook.")

    def _formula(self, sheet: Sheet, data: bytes) -> tuple[int, int] | None:
        """What a formula gave when saved; its place where a text follows as a record of its own."""
        row, column, style = struct.unpack_from("<HHH", data)
        result = data[6:14]
        if result[6:8] != b"\xff\xff":
            self._set(sheet, row, column, self._shown(struct.unpack("<d", result)[0], style))
            return None
        if result[0] == 0:
            return row, column
        if result[0] in (1, 2):
            self._set(sheet, row, column, _logical(result[2], result[0] == 2))
        return None

    def _numbers(self, sheet: Sheet, kind: int, data: bytes) -> None:
        row, column = struct.unpack_from("<HH", data)
        if kind == _BOOLERR:
            self._set(sheet, row, column, _logical(data[6], bool(data[7])))
        elif kind == _NUMBER:
            style, value = struct.unpack_from("<Hd", data, 4)
            self._set(sheet, row, column, self._shown(value, style))
        else:
            for number in range((len(data) - 4) // 6 if kind == _MULRK else 1):
                style, packed = struct.unpack_from("<HI", data, 4 + 6 * number)
                self._set(sheet, row, column + number, self._shown(_unpacked(packed), style))

    def _shown(self, value: float | Decimal, style: int) -> str:
        number = exact(repr(value) if isinstance(value, float) else str(value))
        code = self.formats.get(self.styles[style]) if style < len(self.styles) else None
        return show_number(number, code, self.since_1904) if number is not None else ""

    def _set(self, sheet: Sheet, row: int, column: int, text: str) -> None:
        self.cells += 1
        if text.strip():
            sheet.cells[row + 1, column + 1] = text.replace("\r\n", "\n").replace("\r", "\n")


def _unpacked(packed: int) -> Decimal | float:
    """A number packed into thirty bits: a whole number or the upper half of a binary one, perhaps a hundredfold."""
    if packed & 2:
        whole = packed >> 2
        value = Decimal(whole - (1 << 30) if whole >= 1 << 29 else whole)
    else:
        value = exact(repr(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0])) or Decimal(0)
    return value / 100 if packed & 1 else value


def _logical(value: int, is_error: bool) -> str:
    return _ERRORS.get(value, "#N/A") if is_error else "TRUE" if value else "FALSE"


def _describe(sheet: Sheet, kind: int, data: bytes) -> None:
    """Merges, pictures, hidden rows and columns."""
    if kind == _MERGES:
        for number in range(min(struct.unpack_from("<H", data)[0], (len(data) - 2) // 8)):
            top, bottom, first, last = struct.unpack_from("<HHHH", data, 2 + 8 * number)
            sheet.merges.append((top + 1, first + 1, bottom + 1, last + 1))
    elif kind == _ROW and len(data) >= 16 and data[12] & 0x20:
        sheet.hidden_rows.add(struct.unpack_from("<H", data)[0] + 1)
    elif kind == _COLINFO and len(data) >= 10 and data[8] & 1:
        first, last = struct.unpack_from("<HH", data)
        sheet.hidden_columns.append((first + 1, last + 1))
    elif kind == _OBJECT and len(data) >= 6 and struct.unpack_from("<H", data, 4)[0] == _PICTURE:
        sheet.has_picture = True


def _shared_strings(pieces: list[bytes]) -> Iterator[str]:
    """The strings that cells point to, which run on over several records."""
    reader = _Pieces(pieces)
    reader.take(4)
    for _ in range(struct.unpack("<I", reader.take(4))[0]):
        if reader.at_end():
            return
        count, flags = struct.unpack("<HB", reader.take(3))
        runs = struct.unpack("<H", reader.take(2))[0] if flags & 8 else 0
        guide = struct.unpack("<I", reader.take(4))[0] if flags & 4 else 0
        yield reader.characters(count, flags & 1)
        reader.take(4 * runs + guide)


class _Pieces:
    """Bytes that go on from record to record."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces, self.number, self.position = pieces, 0, 0

    def at_end(self) -> bool:
        """Whether nothing is left."""
        while self.number < len(self.pieces) and self.position >= len(self.pieces[self.number]):
            self.number, self.position = self.number + 1, 0
        return self.number >= len(self.pieces)

    def take(self, count: int) -> bytes:
        """The next `count` bytes, fewer at the end."""
        taken = b""
        while len(taken) < count and not self.at_end():
            piece = self.pieces[self.number][self.position : self.position + count - len(taken)]
            taken += piece
            self.position += len(piece)
        return taken

    def characters(self, count: int, wide: int) -> str:
        """`count` characters; where they go on in another record, that one says anew how wide they are."""
        text, left = "", count  # counted in units of two bytes, of which a rare character takes two
        while left > 0 and not self.at_end():
            if self.position == 0:
                wide = self.take(1)[0] & 1
            width = 2 if wide else 1
            units = min(left, (len(self.pieces[self.number]) - self.position) // width if not self.at_end() else 0)
            if units == 0:
                self.take(1)  # half a character at the end of a record: damage, and no end to wait for
                continue
            text += self.take(units * width).decode("utf-16-le" if wide else "latin-1", "surrogatepass")
            left -= units
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
