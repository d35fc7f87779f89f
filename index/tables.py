"""Rebuild tables from flattened text. It restores rows and cells as printed, and judges no meaning.

Three flattenings are read: one cell a line (a tab before each cell, a blank line between rows, a cell that goes on
on the next line without a tab), one row a line with tabs between cells, and pipe rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.read import clean_text
from index.sections import section_path
from index.types import Cell, Section, SourceLine, Table

_CELL = re.compile(r"^ ?\t")
_RULE = re.compile(r"^\|?\s*:?-{2,}")
_TITLE = re.compile(r"表\s*(?:[（(][^（()）]*[)）])?$")
_PARAGRAPH_MARK = re.compile(r"^(?:第\S+部分|附件|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])")

Row = tuple[Cell, ...]


def find_tables(lines: Sequence[SourceLine], sections: Sequence[Section]) -> tuple[Table, ...]:
    """All tables of the report, in order. A title row ("…表（2022年度）" alone in its row) begins a new table."""
    tables: list[Table] = []
    for block in _blocks(lines):
        for rows in _split_at_titles(_read_rows(block)):
            filled = [row for row in rows if any(cell.text for cell in row)]
            if sum(len(row) > 1 for row in filled) == 0:
                continue
            title = _title_of(filled, lines)
            start, end = filled[0][0].start, filled[-1][-1].end
            tables.append(Table(title, tuple(filled), start, end, section_path(sections, start)))
    return tuple(tables)


def _blocks(lines: Sequence[SourceLine]) -> Iterator[list[SourceLine]]:
    """Runs of table lines. A continued cell and the blank lines between rows belong to the run."""
    block: list[SourceLine] = []
    blanks = 0
    for line in lines:
        tabbed = bool(_CELL.match(line.text)) or line.text.lstrip().startswith("|")
        blank = not line.text.strip()
        continues = bool(block) and blanks == 0 and not tabbed and not blank and not _PARAGRAPH_MARK.match(line.text)
        if tabbed or (continues and _CELL.match(block[-1].text)) or (continues and not block[-1].text.startswith("|")):
            block.append(line)
            blanks = 0
        elif blank and block:
            block.append(line)
            blanks += 1
        elif block:
            yield block
            block, blanks = [], 0
    if block:
        yield block


def _read_rows(block: Sequence[SourceLine]) -> list[Row]:
    if any(line.text.lstrip().startswith("|") for line in block):
        return [_pipe_row(line) for line in block if line.text.strip() and not _RULE.match(line.text.strip())]
    if any("\t" in line.text.strip("\t ") for line in block):
        return [_tab_row(line) for line in block if line.text.strip()]
    return _cell_a_line(block)


def _pipe_row(line: SourceLine) -> Row:
    text = line.text.strip().removeprefix("|").removesuffix("|")
    return tuple(Cell(clean_text(part), line.number, line.number) for part in text.split("|"))


def _tab_row(line: SourceLine) -> Row:
    text = line.text.removeprefix(" ").removeprefix("\t")
    return tuple(Cell(clean_text(part), line.number, line.number) for part in text.split("\t"))


def _cell_a_line(block: Sequence[SourceLine]) -> list[Row]:
    rows: list[Row] = []
    row: list[Cell] = []
    for line in block:
        if not line.text.strip() and not _CELL.match(line.text):
            if row:
                rows.append(tuple(row))
            row = []
        elif _CELL.match(line.text) or not row:
            row.append(Cell(clean_text(line.text), line.number, line.number))
        else:
            last = row[-1]
            row[-1] = Cell(last.text + clean_text(line.text), last.start, line.number)
    if row:
        rows.append(tuple(row))
    return rows


def _split_at_titles(rows: Sequence[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        texts = [cell.text for cell in row if cell.text]
        if len(texts) == 1 and len(row) == 1 and _TITLE.search(texts[0]) and part:
            yield part
            part = []
        part.append(row)
    if part:
        yield part


def _title_of(rows: Sequence[Row], lines: Sequence[SourceLine]) -> str:
    """The title row, else the nearest printed line above that could be a caption."""
    first = [cell.text for cell in rows[0] if cell.text]
    if len(first) == 1 and len(rows[0]) == 1:
        return first[0]
    above = [clean_text(line.text) for line in lines[max(0, rows[0][0].start - 4) : rows[0][0].start - 1]]
    return next((text for text in reversed(above) if text and "单位" not in text), "")
