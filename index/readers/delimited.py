"""Read CSV and TSV: the lines are the file's own, unaltered; grids hold the cells of the rows that are a table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.readers.encoding import decode_text
from index.readers.rows import RawCell, RawRow, split_rows
from index.readers.text import split_lines
from index.types import Cell, Document, Grid, SourceLine

DELIMITERS = (",", "\t", ";", "|")
# A quoted cell that goes on for more lines than this is a stray quote mark, not a cell.
LONGEST_CELL = 40
# Share of the filled lines that must have one number of fields: in a file not named CSV, and in one that is.
REGULAR, REGULAR_IF_NAMED = 0.8, 0.3
SAMPLE_LINES = 400


def read_delimited(path: Path) -> Document:
    """Lines and grids of a CSV or TSV file. Raises ReportError when it is no text."""
    text, warnings = decode_text(path.read_bytes(), path)
    lines = split_lines(text)
    delimiter = find_delimiter(lines, named=True) or ","
    rows = [
        RawRow(tuple(RawCell(tuple(field.split("\n"))) for field in fields), first, last)
        for first, last, fields in records(lines, delimiter)
    ]
    grids = tuple(_grid(block.rows) for block in split_rows(rows) if block.is_grid)
    numbered = tuple(SourceLine(number, line) for number, line in enumerate(lines, start=1))
    return Document("csv", numbered, grids, warnings=warnings)


def find_delimiter(lines: Sequence[str], named: bool) -> str | None:
    """The delimiter that gives most lines the same number of fields, or None. `named`: the file's name says CSV."""
    best: tuple[float, str] | None = None
    sample = list(lines[:SAMPLE_LINES])
    for delimiter in DELIMITERS:
        if delimiter == "|" and not named:
            continue  # pipe rows are Markdown
        regular = _regularity(sample, delimiter, named)
        if regular >= (REGULAR_IF_NAMED if named else REGULAR) and (best is None or regular > best[0] + 0.05):
            best = (regular, delimiter)
    return best[1] if best else None


def _regularity(lines: Sequence[str], delimiter: str, named: bool) -> float:
    """Share of records with the most usual number of fields; 0 where the lines look like prose cut at commas."""
    all_fields = [fields for _, _, fields in records(lines, delimiter) if any(field.strip() for field in fields)]
    if len(all_fields) < 2:
        return 1.0 if named and all_fields and len(all_fields[0]) > 1 else 0.0
    count, times = Counter(map(len, all_fields)).most_common(1)[0]
    if count < 2 and named:  # titles and notes outnumber the rows of the table
        wide = Counter(len(fields) for fields in all_fields if len(fields) > 2)
        count, times = wide.most_common(1)[0] if wide else (1, 0)
    if count < 2:
        return 0.0
    if not named:
        rows = [fields for fields in all_fields if len(fields) == count]
        filled = [fields for fields in rows if sum(bool(field.strip()) for field in fields) > 1]
        prose = sum(bool(re.search(r"[。；]", field)) for fields in filled for field in fields[:-1])
        headless = sum(not fields[0].strip() for fields in rows)
        if prose * 10 > len(rows) or headless * 2 > len(rows) or (count == 2 and times < 5):
            return 0.0
    return times / len(all_fields)


def records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """First line, last line (from 1) and fields of each record. A quote that never closes is a quote mark as printed."""
    position = 0
    while position < len(lines):
        last = position
        fields = _fields(lines[position], delimiter)
        while fields is None and last + 1 < min(len(lines), position + LONGEST_CELL):
            last += 1
            fields = _fields("\n".join(lines[position : last + 1]), delimiter)
        if fields is None:
            last = position
            fields = lines[position].split(delimiter)
        yield position + 1, last + 1, fields
        position = last + 1


def _fields(record: str, delimiter: str) -> list[str] | None:
    """The fields of one record; None while a quoted field is still open."""
    if '"' not in record:
        return record.split(delimiter)
    fields: list[str] = []
    position = 0
    while True:
        if record.startswith('"', position):
            found = re.compile(r'"((?:[^"]|"")*+)"').match(record, position)
            if not found:
                return None
            end = record.find(delimiter, found.end())
            end = len(record) if end < 0 else end
            fields.append(found[1].replace('""', '"') + record[found.end() : end])
        else:
            end = record.find(delimiter, position)
            end = len(record) if end < 0 else end
            fields.append(record[position:end])
        if end >= len(record):
            return fields
        position = end + len(delimiter)


def _grid(rows: Sequence[RawRow]) -> Grid:
    cells = tuple(tuple(Cell(cell.text, row.at, row.until) for cell in row.cells) for row in rows)
    return Grid(cells, rows[0].at, rows[-1].until)
