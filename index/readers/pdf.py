"""Read a PDF with a text layer: its printed lines and its tables, each with page and place. It judges no meaning.

A page is read upright, whichever way it is turned. A picture is not read: a report of pictures only is a fault, some
pages of pictures are a warning.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.errors import ReportError
from index.readers.pdf_columns import find_columns
from index.readers.pdf_grids import PlacedGrid, place_grids
from index.readers.pdf_lattice import find_lattices
from index.readers.pdf_page import PageContent, read_page
from index.readers.pdf_place import Box, TooMuch
from index.readers.pdf_text import group_lines, join_line, line_box
from index.types import Cell, Document, Grid, SourceLine

MOST_BYTES = 300_000_000
MOST_PAGES = 2_000
LARGEST_PAGE = 14_400  # points, the largest page the format allows
MOST_CONTENT = 24_000_000  # bytes of one unpacked stream of print; a page of tables has about 200,000
MOST_PICTURE = 400_000_000  # bytes of one unpacked picture or font
LEAST_PRINT = 15  # characters: a page of a picture with fewer (a page number, a stamp) is a scanned page
LEAST_UNSEEN = 4  # characters: fewer are a mark of the program that made the file
SCANNED = 0.5  # of the page: a picture that covers so much of a page with next to no text
OCR = "Run OCR first"
AGAIN = "Fetch the file again, or print it to a new PDF, and add that."

_PDFIUM = threading.Lock()  # the library serves one thread at a time


def read_pdf(path: Path) -> Document:
    """The lines and tables of a PDF, box and page with every line.

    Raises ReportError when the file is protected by a password, damaged, cut short, larger than any report, or only pictures.
    """
    data = _read_file(path)
    with _PDFIUM:
        pdf = _open(path, data)
        try:
            return _read_pages(path, pdf, cut_short=b"%%EOF" not in data[-4096:])
        finally:
            pdf.close()


def _read_file(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise ReportError(
                f"is {size:,} bytes, more than the limit of {MOST_BYTES:,}", str(path), "Split the report."
            )
        data = path.read_bytes()
    except OSError as fault:
        raise ReportError(f"cannot be opened ({fault.strerror})", str(path), "Check the path and its rights") from fault
    if not data:
        raise ReportError("is empty", str(path), AGAIN)
    _refuse_bombs(path, data)
    return data


def _refuse_bombs(path: Path, data: bytes) -> None:
    """Refuse a stream that unpacks to more than memory should hold. Packing gains a factor of 1,032 at most."""
    if re.search(rb"/FlateDecode\s*/FlateDecode|/Fl\s*/Fl\b|(?:/LZWDecode|/RunLengthDecode)\s*/FlateDecode", data):
        raise ReportError("packs a stream twice, as reports never do", str(path), AGAIN)
    for found in re.finditer(rb"stream\r?\n", data):
        start = found.end()
        if data[found.start() - 3 : found.start()] == b"end":
            continue
        stop = data.find(b"endstream", start)
        stop = len(data) if stop < 0 else stop
        if (stop - start) * 1032 < MOST_CONTENT:
            continue
        kind = data[max(0, found.start() - 600) : found.start()]
        own = kind[kind.rfind(b" obj") :]
        most = MOST_PICTURE if b"/Image" in own or b"/Length1" in own or b"Type0C" in own else MOST_CONTENT
        if _unpacks_beyond(data[start:stop], most):
            raise ReportError(f"holds a stream of more than {most:,} bytes", str(path), AGAIN)


def _unpacks_beyond(packed: bytes, most: int) -> bool:
    machine = zlib.decompressobj()
    size = 0
    try:
        for start in range(0, len(packed), 16_384):  # a block of this size unpacks to 17 MB at most
            size += len(machine.decompress(packed[start : start + 16_384]))
            if machine.eof or size > most:
                break
    except zlib.error:
        pass  # pictures packed in another way, or damage that the opening will find
    return size > most


def _open(path: Path, data: bytes) -> pdfium.PdfDocument:
    try:
        pdf = pdfium.PdfDocument(data)
        count = len(pdf)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise ReportError(
                "is protected by a password",
                str(path),
                "Remove the password (open it and print it to a new PDF) and add that file.",
            ) from fault
        raise ReportError("is damaged, cut short, or no PDF", str(path), AGAIN) from fault
    if count > MOST_PAGES:
        pdf.close()
        raise ReportError(f"has {count:,} pages, more than the limit of {MOST_PAGES:,}", str(path), "Split the report.")
    if count == 0:
        pdf.close()
        raise ReportError("has no pages: it is damaged or cut short", str(path), AGAIN)
    return pdf


def _read_pages(path: Path, pdf: pdfium.PdfDocument, cut_short: bool) -> Document:
    book = _Book()
    doubts = _Doubts(cut_short)
    count = len(pdf)
    for number in range(1, count + 1):
        content = _read_content(path, pdf, number)
        printed = len(content.glyphs) + sum(len(glyphs) for _, glyphs in content.asides)
        if cut_short and not content.drawn:
            raise ReportError(
                "the page is empty and the file ends without its end mark: it is cut short",
                f"{path}, page {number}",
                AGAIN,
            )
        if printed < LEAST_PRINT and content.picture >= SCANNED:
            doubts.pictures.append(number)
        elif content.unmapped > max(20, printed // 3):
            doubts.unreadable.append(number)
        elif not printed:
            doubts.blank.append(number)
        if content.unseen >= LEAST_UNSEEN:
            doubts.unseen.append(number)
        try:
            book.add_page(number, content)
        except TooMuch:
            doubts.crowded.append(number)
            book.add_page(number, replace(content, rules=()))
    if len(doubts.pictures) + len(doubts.unreadable) + len(doubts.blank) == count:
        raise doubts.fault(path, count)
    return Document("pdf", tuple(book.lines), tuple(book.grids), count, tuple(doubts.warnings()))


def _read_content(path: Path, pdf: pdfium.PdfDocument, number: int) -> PageContent:
    """The content of one page, or a fault that names it."""
    where = f"{path}, page {number}"
    try:
        page = pdf[number - 1]
    except pdfium.PdfiumError as fault:
        raise ReportError("the page is damaged or missing", where, AGAIN) from fault
    try:
        width, height = page.get_size()
        if not (0 < width <= LARGEST_PAGE and 0 < height <= LARGEST_PAGE):
            raise ReportError(f"the page is {width:.0f} by {height:.0f} points, no paper size", where, AGAIN)
        return read_page(page)
    except TooMuch as fault:
        raise ReportError(f"the page holds {fault}, more than any report's page", where, AGAIN) from fault
    except pdfium.PdfiumError as fault:
        raise ReportError("the page is damaged", where, AGAIN) from fault
    finally:
        page.close()


@dataclass(slots=True)
class _Doubts:
    """The pages that could not be read in full, by what hinders it."""

    cut_short: bool
    pictures: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    crowded: list[int] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)

    def fault(self, path: Path, count: int) -> ReportError:
        """What to tell where there is no page to read."""
        pages, plural = ("page 1", "s") if count == 1 else (f"page 1–{count}", "")
        if self.pictures:
            return ReportError(
                f"{pages} hold{plural} only pictures", str(path), f"{OCR} and add the text or a searchable PDF."
            )
        if self.unreadable:
            what = f"{pages} hold{plural} characters that do not say which they are"
            return ReportError(what, str(path), f"{OCR} and add the text or a searchable PDF.")
        return ReportError(
            f"{pages} hold{plural} no text", str(path), f"If it shows text, {OCR[0].lower()}{OCR[1:]} and add the text."
        )

    def warnings(self) -> Iterable[str]:
        """One sentence for each kind of doubt."""
        if self.pictures:
            yield f"page {_ranges(self.pictures)}: only a picture, no text; not read. {OCR} to have it read."
        if self.unreadable:
            yield f"page {_ranges(self.unreadable)}: characters that do not say which they are; not read in full. {OCR} to have it read."
        if self.blank:
            yield f"page {_ranges(self.blank)}: no text."
        if self.crowded:
            yield f"page {_ranges(self.crowded)}: too many lines are drawn on it; its tables are read as lines of text."
        if self.unseen:
            yield f"page {_ranges(self.unseen)}: print that cannot be seen (tiny, white on white, or without ink); not read."
        if self.cut_short:
            yield "the file ends without its end mark: it may be cut short."


def _ranges(pages: Sequence[int]) -> str:
    """Page numbers with runs put together: 2, 5–9."""
    parts: list[list[int]] = []
    for page in pages:
        if parts and page == parts[-1][1] + 1:
            parts[-1][1] = page
        else:
            parts.append([page, page])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)


class _Book:
    """Lines and grids with rising line numbers, page after page."""

    def __init__(self) -> None:
        self.lines: list[SourceLine] = []
        self.grids: list[Grid] = []

    def add_page(self, number: int, content: PageContent) -> None:
        """Add what a page prints: lines and tables from top to bottom, then what is printed in another direction."""
        grids, rest = place_grids(find_lattices(content.rules), content.glyphs)
        lines = group_lines(rest)
        columned, lines = find_columns(lines, content.rules)
        parts = [(grid.box[1], grid) for grid in (*grids, *columned)]
        parts += [(min(glyph.middle for glyph in line), line) for line in lines]
        for _, part in sorted(parts, key=lambda item: item[0]):
            if isinstance(part, PlacedGrid):
                self._add_grid(number, part, content)
            else:
                self._add_line(number, join_line(part), content.shown_box(line_box(part)))
        for frame, glyphs in content.asides:
            for line in group_lines(glyphs):
                self._add_line(number, join_line(line), content.shown_box(line_box(line), frame))

    def _add_line(self, page: int, text: str, box: Box) -> int:
        self.lines.append(SourceLine(len(self.lines) + 1, text, page, None, box))
        return len(self.lines)

    def _add_grid(self, page: int, grid: PlacedGrid, content: PageContent) -> None:
        first = len(self.lines) + 1
        rows = [[Cell("", first + row, first + row) for _ in range(grid.width)] for row in range(grid.height)]
        for cell in grid.cells:
            line = first + cell.row
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    rows[row][column] = Cell(cell.text, line, line, merged=(row, column) != (cell.row, cell.column))
        for index, row in enumerate(rows):
            box = (grid.box[0], grid.tops[index], grid.box[2], grid.tops[index + 1])
            self._add_line(page, "\t".join("" if cell.merged else cell.text for cell in row), content.shown_box(box))
        self.grids.append(Grid(tuple(tuple(row) for row in rows), first, first + grid.height - 1, page))
