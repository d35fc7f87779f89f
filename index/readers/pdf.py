"""Read a PDF with a text layer: printed lines, and the tables its ruling lines draw. It judges no meaning.

Tables are found by their rulings (lines and thin rectangles). A cell is what the rulings enclose, so values printed above
their label, wrapped names and empty columns stay in their cells. What the rulings leave open between two columns is one
merged cell. Points are counted from the page's top left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import ReportError
from index.types import Cell, Document, Grid, SourceLine

MOST_PAGES = 2_000
MOST_CHARACTERS = 200_000  # on one page; a printed page holds some 2,000
LEAST_CHARACTERS = 3  # on a page that is not a picture only
_CHINESE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’"
_INNER_SPACE = re.compile(rf"(?<=[{_CHINESE}])\s+(?=[{_CHINESE}])")
_CUT_NUMBER = re.compile(r"(?<=[\d,.])\s+(?=[\d,.]+(?:\D|$))")
SAME_LINE = 0.5  # of the character height: how far baselines of one line may lie apart
WORD_GAP = 0.35  # of the character width: a gap that parts words
COLUMN_GAP = 1.6  # of the character width: a gap that parts columns


@dataclass(slots=True)
class _Page:
    """What one page holds: pieces of text and grids, not yet numbered."""

    number: int
    parts: list[tuple[float, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Span:
    """A cell of a drawn table: first row and column, rows and columns it spans, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    height: int
    width: int
    spans: tuple[_Span, ...]
    tops: tuple[float, ...]
    box: tuple[float, float, float, float]


def read_pdf(path: Path) -> Document:
    """The lines and tables of a PDF. Raises ReportError when it is encrypted, damaged, too long or only pictures."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    pages: list[_Page] = []
    pictures: list[int] = []
    try:
        with pdfplumber.open(path) as pdf:
            count = len(pdf.pages)
            if count > MOST_PAGES:
                raise ReportError(f"has {count:,} pages, more than the limit of {MOST_PAGES:,}", str(path), "Split the report.")
            for page in pdf.pages:
                made = _read_page(page, path)
                if made.parts:
                    pages.append(made)
                elif page.images:
                    pictures.append(page.page_number)
                page.close()
    except PdfminerException as fault:
        cause = fault.args[0] if fault.args else fault
        if isinstance(cause, PDFPasswordIncorrect):
            raise ReportError(
                "is protected by a password", str(path), "Remove the protection (print it to a new PDF) and add that file."
            ) from fault
        raise ReportError(
            f"is damaged or no whole PDF ({type(cause).__name__})", str(path), "Download it again, or print it to a new PDF."
        ) from fault
    if not pages:
        raise ReportError(
            f"page 1–{count} hold only pictures, no text", str(path),
            "Run OCR first, and add the searchable PDF or its text.",
        )  # fmt: skip
    lines, grids = _number(pages)
    warnings = (f"page {_ranges(pictures)}: only a picture, no text; not read (run OCR first)",) if pictures else ()
    return Document("pdf", lines, grids, count, warnings)


def _ranges(pages: Sequence[int]) -> str:
    return ", ".join(str(number) for number in pages[:20]) + (" …" if len(pages) > 20 else "")


def _read_page(page: Any, path: Path) -> _Page:
    made = _Page(page.page_number)
    try:
        characters = _characters(page)
        if len(characters) < LEAST_CHARACTERS:
            return made
        inside: set[int] = set()
        for drawn, held in _drawn_tables(page, characters):
            made.parts.append((drawn.box[1], drawn))
            inside |= held
        outside = [c for i, c in enumerate(characters) if i not in inside]
        made.parts += [(text.box[1], text) for text in _printed_lines(outside)]
    except (ValueError, KeyError, TypeError, ZeroDivisionError, RecursionError, AttributeError, IndexError) as fault:
        raise ReportError(
            f"cannot be read ({type(fault).__name__})", f"{path}, page {page.page_number}", "Print it to a new PDF and add that."
        ) from fault
    made.parts.sort(key=lambda part: part[0])
    return made


def _characters(page: Any) -> list[dict]:
    """The upright characters of a page without those drawn twice for weight. Blanks are dropped: gaps tell as much."""
    kept: list[dict] = []
    seen: set[tuple] = set()
    for char in page.chars[:MOST_CHARACTERS]:
        text = char["text"]
        if not text.strip() or not char.get("upright", True):
            continue
        key = (text, round(char["x0"]), round(char["top"]))
        near = {(text, key[1] + dx, key[2] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
        if near & seen:
            continue
        seen.add(key)
        kept.append(char)
    return kept


# --- running text


def _printed_lines(characters: Sequence[dict]) -> Iterator[_Text]:
    for row in _rows(characters):
        yield _Text(_row_text(row), _box(row))


def _rows(characters: Sequence[dict]) -> list[list[dict]]:
    """Characters of one printed line together, top to bottom, each line left to right."""
    rows: list[list[dict]] = []
    for char in sorted(characters, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        height = char["bottom"] - char["top"]
        if rows:
            last = rows[-1]
            reference = sum((c["top"] + c["bottom"]) / 2 for c in last[-8:]) / len(last[-8:])
            if abs(reference - middle) <= SAME_LINE * max(height, last[-1]["bottom"] - last[-1]["top"]):
                last.append(char)
                continue
        rows.append([char])
    return [sorted(row, key=lambda c: c["x0"]) for row in rows]


def _row_text(row: Sequence[dict]) -> str:
    text = row[0]["text"]
    for before, char in zip(row, row[1:], strict=False):
        gap = char["x0"] - before["x1"]
        width = max(before["x1"] - before["x0"], char["x1"] - char["x0"], 1.0)
        if gap > COLUMN_GAP * width:
            text += "  "
        elif gap > WORD_GAP * width and not (_is_chinese(before["text"]) and _is_chinese(char["text"])):
            text += " "
        text += char["text"]
    return text


def _is_chinese(text: str) -> bool:
    return bool(re.match(rf"[{_CHINESE}]", text))


def _box(characters: Sequence[dict]) -> tuple[float, float, float, float]:
    return (
        round(min(c["x0"] for c in characters), 1), round(min(c["top"] for c in characters), 1),
        round(max(c["x1"] for c in characters), 1), round(max(c["bottom"] for c in characters), 1),
    )  # fmt: skip


# --- tables


def _drawn_tables(page: Any, characters: Sequence[dict]) -> Iterator[tuple[_Drawn, set[int]]]:
    """Tables drawn by rulings, with the indexes of the characters they hold. A table of one column is running text."""
    for table in page.find_tables({"snap_tolerance": 3, "join_tolerance": 3, "intersection_tolerance": 3}):
        cells = [cell for cell in table.cells if cell]
        xs = _edges([x for cell in cells for x in (cell[0], cell[2])])
        ys = _edges([y for cell in cells for y in (cell[1], cell[3])])
        if len(xs) < 3 or len(ys) < 2:
            continue
        held: dict[tuple, list[int]] = {cell: [] for cell in cells}
        for index, char in enumerate(characters):
            x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
            for cell in cells:
                if cell[0] <= x < cell[2] and cell[1] <= y < cell[3]:
                    held[cell].append(index)
                    break
        spans = []
        for cell in cells:
            row, column = _at(ys, cell[1]), _at(xs, cell[0])
            text = _cell_text([characters[i] for i in held[cell]])
            spans.append(_Span(row, column, _at(ys, cell[3]) - row, _at(xs, cell[2]) - column, text))
        drawn = _Drawn(len(ys) - 1, len(xs) - 1, tuple(spans), tuple(ys), (xs[0], ys[0], xs[-1], ys[-1]))
        if sum(bool(span.text) for span in spans) >= 2:
            yield drawn, {i for indexes in held.values() for i in indexes}


def _edges(values: Sequence[float], tolerance: float = 3.0) -> list[float]:
    """Distinct ruling positions; those closer than the tolerance are one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > tolerance:
            edges.append(value)
    return edges


def _at(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _cell_text(characters: Sequence[dict]) -> str:
    """The text of a cell: its lines joined, letter-spacing taken out, a number cut over lines made whole."""
    if not characters:
        return ""
    text = " ".join(_row_text(row) for row in _rows(characters))
    text = _INNER_SPACE.sub("", text)
    return _CUT_NUMBER.sub("", re.sub(r"\s+", " ", text)).strip()


# --- numbering


def _number(pages: Sequence[_Page]) -> tuple[tuple[SourceLine, ...], tuple[Grid, ...]]:
    lines: list[SourceLine] = []
    grids: list[Grid] = []
    for page in pages:
        for _, part in page.parts:
            if isinstance(part, _Text):
                lines.append(SourceLine(len(lines) + 1, part.text, page.number, None, part.box))
                continue
            rows = _grid_rows(part, len(lines) + 1)
            for index, row in enumerate(rows):
                text = "\t".join("" if cell.merged else cell.text for cell in row)
                box = (part.box[0], round(part.tops[index], 1), part.box[2], round(part.tops[index + 1], 1))
                lines.append(SourceLine(len(lines) + 1, text, page.number, None, box))
            grids.append(Grid(rows, rows[0][0].start, rows[-1][0].end, page.number))
    return tuple(lines), tuple(grids)


def _grid_rows(drawn: _Drawn, first: int) -> tuple[tuple[Cell, ...], ...]:
    """Rectangular rows; what a cell covers beyond its own place repeats it, marked as merged."""
    table = [[Cell("", first + row, first + row) for _ in range(drawn.width)] for row in range(drawn.height)]
    for span in drawn.spans:
        for row in range(span.row, span.row + max(1, span.rows)):
            for column in range(span.column, span.column + max(1, span.columns)):
                own = row == span.row and column == span.column
                line = first + (row if own else span.row)
                table[row][column] = Cell(span.text, line, line, merged=not own)
    return tuple(tuple(row) for row in table)
