"""Bring the tables of a report together: grids a reader found and tables flattened to text, with caption and unit.

A table that a page break cut apart is one table again. What its cells mean is read by `grids` and `statements`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.declared import declared_units, unit_at, unit_in
from index.flattened import Row, flattened_rows
from index.read import clean_text
from index.sections import section_path
from index.types import Cell, Grid, Section, SourceLine, Table

CAPTION_LINES = 5
LONGEST_CAPTION = 60
_TITLE = re.compile(r"表\s*(?:[（(][^（()）]*[)）])?$")
_PAGE_FURNITURE = re.compile(r"^[\s\-—–·\d/]*$|^第\s*\d+\s*页(?:[,，\s]*共\s*\d+\s*页)?$")
_CONTINUED = re.compile(r"[（(]?续\s*(?:上?表)?\s*[)）]?$")
_TOTAL = re.compile(r"^(?:本年)?(?:收入|支出|收支)?(?:合\s*计|总\s*计|小\s*计)$")
_SENTENCE = re.compile(r"[。；;]")


def find_tables(
    lines: Sequence[SourceLine], sections: Sequence[Section], grids: Sequence[Grid] = ()
) -> tuple[Table, ...]:
    """All tables of the report, in order, each with its title, the unit declared for it and where that is printed."""
    taken = frozenset(number for grid in grids for number in range(grid.start, grid.end + 1))
    found: list[tuple[tuple[Row, ...], bool]] = [(grid.rows, True) for grid in grids]
    found += [(tuple(rows), False) for rows in flattened_rows(lines, taken)]
    found.sort(key=lambda item: item[0][0][0].start)
    inside = taken | {n for rows, _ in found for n in range(rows[0][0].start, _last_line(rows) + 1)}
    by_number = {line.number: line for line in lines}
    order = {line.number: position for position, line in enumerate(lines)}
    declared = declared_units(lines, sections, frozenset(inside))
    tables: list[Table] = []
    for rows, ruled in found:
        above = _lines_above(rows[0][0].start, lines, order, inside)
        table = _table(rows, ruled, above, sections, by_number)
        if tables and ruled and _goes_on(tables[-1], table, above, by_number, lines, order):
            tables[-1] = _join(tables[-1], table)
            continue
        if not table.unit and (ruling := unit_at(declared, table.start)):
            table = replace(table, unit=ruling.unit, unit_line=ruling.line)
        if not table.unit and (below := _unit_below(table, lines, order)):
            table = replace(table, unit=below[0], unit_line=below[1])
        tables.append(table)
    return tuple(tables)


def _last_line(rows: Sequence[Row]) -> int:
    return max(cell.end for row in rows for cell in row)


def _lines_above(start: int, lines: Sequence[SourceLine], order: dict[int, int], inside: set[int]) -> list[SourceLine]:
    """The printed lines above a table, nearest first, up to the table before it or the page's top."""
    above: list[SourceLine] = []
    page = lines[order[start]].page if start in order else None
    position = order.get(start, 0) - 1
    while position >= 0 and len(above) < CAPTION_LINES:
        line = lines[position]
        position -= 1
        if line.number in inside or line.page != page:
            break
        if line.text.strip():
            above.append(line)
    return above


def _table(
    rows: tuple[Row, ...], ruled: bool, above: Sequence[SourceLine], sections: Sequence[Section], by_number: dict[int, SourceLine]
) -> Table:
    start, end = rows[0][0].start, _last_line(rows)
    title, unit, unit_line = "", "", None
    for row in rows[:4]:
        texts = list(dict.fromkeys(cell.text for cell in row if cell.text))
        if len(texts) > 2:
            break
        for text in texts:
            title = title or (text if _TITLE.search(text) and not unit_in(text) else "")
            if not unit and unit_in(text):
                unit, unit_line = unit_in(text) or "", row[0].start
    if not title and not ruled and len(rows[0]) == 1:
        title = rows[0][0].text
    for line in above:
        text = clean_text(line.text)
        if not unit and not _SENTENCE.search(text) and (declared := unit_in(text)):
            unit, unit_line = declared, line.number
    title_line = None
    if not title:
        title = _caption(above)
        title_line = next((line.number for line in above if title and title in clean_text(line.text)), None)
    return Table(title, rows, start, end, section_path(sections, start), unit, unit_line, ruled, by_number[start].page, title_line)


def _caption(above: Sequence[SourceLine]) -> str:
    """The nearest printed line that ends with 表, else the nearest that could be a caption."""
    texts = [clean_text(line.text) for line in above]
    texts = [text for text in texts if not _PAGE_FURNITURE.match(text)]
    for text in texts:
        if _TITLE.search(_CONTINUED.sub("", re.split(r"\s{2,}|\t", text)[0])) and not _SENTENCE.search(text):
            return text
    nearest = next((text for text in texts[:3] if not unit_in(text) or len(text) > 16), "")
    return "" if _SENTENCE.search(nearest) or len(nearest) > LONGEST_CAPTION else nearest.lstrip("# ")


def _unit_below(table: Table, lines: Sequence[SourceLine], order: dict[int, int]) -> tuple[str, int] | None:
    """A unit printed in a line of its own right under the table ("（单位：万元）")."""
    position = order.get(table.end, len(lines)) + 1
    if position < len(lines):
        text = clean_text(lines[position].text)
        if len(text) <= 16 and (unit := unit_in(text)):
            return unit, lines[position].number
    return None


def _goes_on(
    before: Table, table: Table, above: Sequence[SourceLine], by_number: dict[int, SourceLine], lines: Sequence[SourceLine],
    order: dict[int, int],
) -> bool:  # fmt: skip
    """Whether a grid carries on the one before it: on the next page, as wide, under no title or under the same one."""
    last_page = by_number[before.end].page
    if not before.ruled or table.page is None or last_page is None or table.page != last_page + 1:
        return False
    if len(before.rows[-1]) != len(table.rows[0]) and not _is_totals(table, len(before.rows[-1])):
        return False
    between = lines[order[before.end] + 1 : order[table.start]]
    texts = [clean_text(line.text) for line in between]
    told = [_bare(text) for text in texts if text and not _PAGE_FURNITURE.match(text) and not unit_in(text)]
    known = _bare(before.title)
    return all(text == known or text in known or len(text) <= 2 for text in told) if told else not _new_title(table, before)


def _is_totals(table: Table, width: int) -> bool:
    """Total rows alone on a page: narrower, since nothing parts the columns of codes and names that their label covers."""
    return len(table.rows[0]) < width and all(_TOTAL.match(row[0].text) for row in table.rows)


def _bare(text: str) -> str:
    return _CONTINUED.sub("", re.sub(r"\s", "", text))


def _new_title(table: Table, before: Table) -> bool:
    first = list(dict.fromkeys(cell.text for cell in table.rows[0] if cell.text))
    return len(first) == 1 and bool(_TITLE.search(first[0])) and _bare(first[0]) != _bare(before.title)


def _join(before: Table, table: Table) -> Table:
    """One table of the two: header rows printed again on the new page are left out, a row cut by the page made whole."""
    width = len(before.rows[-1])
    rows = [_widened(row, width) for row in table.rows]
    shown = [_texts(row) for row in before.rows]
    while rows and _texts(rows[0]) in shown[:6] and any(_texts(rows[0])):
        rows.pop(0)
    joined = list(before.rows)
    if rows and _is_rest(joined[-1], rows[0]):
        joined[-1] = _merge(joined[-1], rows.pop(0))
    return replace(before, rows=(*joined, *rows), end=table.end)


def _widened(row: Row, width: int) -> Row:
    """A row whose label covers the columns that rows above it have there."""
    label = row[0]
    covered = Cell(label.text, label.start, label.end, True, label.place)
    return (label, *[covered] * (width - len(row)), *row[1:])


def _texts(row: Row) -> tuple[str, ...]:
    return tuple(re.sub(r"\s", "", cell.text) for cell in row)


def _is_rest(last: Row, first: Row) -> bool:
    """A row whose only text goes on a name cut by the page break: one cell of words under words, no figure, no mark."""
    filled = [i for i, cell in enumerate(first) if cell.text and not cell.merged]
    if len(filled) != 1:
        return False
    above, text = last[filled[0]].text, first[filled[0]].text
    return bool(above) and bool(re.fullmatch(r"[\u4e00-\u9fff（）()、“”]{1,14}", text)) and not re.search(r"计$", above + text) and (
        len(text) <= 6 or above.endswith(("（", "、")) or above.count("（") > above.count("）")
    )


def _merge(last: Row, rest: Row) -> Row:
    return tuple(
        Cell(one.text + other.text, one.start, other.end, one.merged, one.place) if other.text and not other.merged else one
        for one, other in zip(last, rest, strict=True)
    )
