"""Rows of a web table with merged cells expanded. Tables that only lay out a page are no tables."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from index.errors import ReportError
from index.readers.html_text import BLOCKS, DROPPED, TextRun, is_hidden, tag_of
from index.readers.rows import RawCell, RawRow

MOST_COLUMNS = 400
MOST_CELLS = 1_000_000


def table_rows(table: etree._Element) -> list[RawRow] | None:
    """The table's rows, `at` their lines in the file; None for a table that only lays out text.

    Such a table holds other tables, or has one column. Raises ReportError for a table of too many cells.
    """
    rows = [row for row in _own(table, "tr") if not is_hidden(row)]
    cells = [[cell for cell in row if tag_of(cell) in ("td", "th") and not is_hidden(cell)] for row in rows]
    if max(map(len, cells), default=0) < 2 or any(True for inner in table.iter("table") if inner is not table):
        return None
    caption = [RawRow((_cell(node),), _line(node)) for node in table if tag_of(node) == "caption"]
    return caption + _expand(rows, cells)


def _own(table: etree._Element, tag: str) -> Iterator[etree._Element]:
    for node in table.iter(tag):
        if next(node.iterancestors("table"), None) is table:
            yield node


def _line(node: etree._Element) -> int:
    return int(node.get("mz-line") or 0)


def _expand(rows: list[etree._Element], cells: list[list[etree._Element]]) -> list[RawRow]:
    """Every cell on each column and row it spans; the covered ones repeat it, marked."""
    expanded: list[RawRow] = []
    open_spans: dict[int, tuple[RawCell, int]] = {}
    total = 0
    for row, own in zip(rows, cells, strict=True):
        line: dict[int, RawCell] = {}
        following: dict[int, tuple[RawCell, int]] = {}
        for column, (cell, left) in open_spans.items():
            line[column] = RawCell(cell.lines, merged=True)
            if left > 1:
                following[column] = (cell, left - 1)
        column = 0
        begun = 0
        for node in own:
            while column in line:
                column += 1
            cell, first = _cell_and_line(node)
            begun = begun or first
            wide, high = _span(node, "colspan", MOST_COLUMNS // 4), _span(node, "rowspan", len(rows))
            for offset in range(wide):
                if column + offset in line:
                    break
                if column + offset >= MOST_COLUMNS:
                    raise ReportError(f"a table has more than {MOST_COLUMNS} columns", None, "Split the report.")
                line[column + offset] = RawCell(cell.lines, merged=offset > 0)
                if high > 1:
                    following[column + offset] = (cell, high - 1)
            column += wide
        width = max(line, default=-1) + 1
        total += width
        if total > MOST_CELLS:
            raise ReportError(f"a table has more than {MOST_CELLS:,} cells", None, "Split the report.")
        expanded.append(RawRow(tuple(line.get(n, RawCell()) for n in range(width)), begun or _line(row)))
        open_spans = following
    return expanded


def _span(node: etree._Element, name: str, most: int) -> int:
    """A span of 0 means "to the end" for rows and is no span for columns."""
    text = (node.get(name) or "1").strip()
    span = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    if span == 0:
        span = most if name == "rowspan" else 1
    return max(1, min(span, most))


def _cell(node: etree._Element) -> RawCell:
    return _cell_and_line(node)[0]


def _cell_and_line(node: etree._Element) -> tuple[RawCell, int]:
    """The cell's lines, cut at blocks and line breaks, and the line of the file its text begins on (0 for none)."""
    run = TextRun()
    lines: list[tuple[str, int]] = []
    walk = etree.iterwalk(node, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event in ("comment", "pi"):
            run.add(inner.tail, counted=inner.text)
        elif event == "start" and inner is not node and (tag_of(inner) in DROPPED or is_hidden(inner)):
            walk.skip_subtree()
        else:
            if tag_of(inner) in BLOCKS:
                lines.extend(run.take())
            if event == "start":
                run.move_to(_line(inner))
                run.add(inner.text, verbatim=tag_of(inner) == "pre")
            elif inner is not node:
                run.add(inner.tail)
    lines.extend(run.take())
    return RawCell(tuple(text for text, _ in lines)), (lines[0][1] if lines else 0)
