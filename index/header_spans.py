"""Make the header of a flattened table as wide as its rows: a cell over several columns is printed once there.

It spreads the headers of the mandated templates, in which the words tell what stands under what, and leaves others as
they are:

- "收入 支出 / 项目 决算数 项目 合计 政府性基金": what stands under a cell begins with the same name;
- "项目 合计 … / 类 款 项 科目名称": the functional classification under the first cell;
- "合计 … 公务用车购置及运行维护费 公务接待费 / 小计 购置费 运行维护费": a subtotal begins the parts of the cell that they name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from index.amounts import parse_cell
from index.types import Cell

Row = tuple[Cell, ...]
Column = list[Cell]  # from the top

_CLASSIFICATION = frozenset("类款项")
_SUBTOTAL = "小计"
# "支出" of 本年支出 and its 基本支出, 项目支出
_LEAST_IN_COMMON = 2


def spread_headers(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows with their header spread over the columns; unchanged where it is not told what stands under what."""
    begin = next((place for place, row in enumerate(rows) if len(row) > 1), len(rows))
    end = next((place for place in range(begin, len(rows)) if _holds_figure(rows[place])), len(rows))
    header = [row for row in rows[begin:end] if any(cell.text for cell in row)]
    if len(header) < 2 or end == len(rows):
        return rows
    width = Counter(len(row) for row in rows[end:]).most_common(1)[0][0]
    columns: list[Column] | None = [[cell] for cell in header[-1]]
    for upper in reversed(header[:-1]):
        columns = _set_under(upper, columns)
        if columns is None:
            return rows
    if len(columns) != width or all(len(row) == width for row in header):
        return rows
    return [*rows[:begin], *zip(*columns, strict=True), *rows[end:]]


def _holds_figure(row: Row) -> bool:
    return any(parse_cell(cell.text) is not None for cell in row)


def _set_under(upper: Row, columns: Sequence[Column]) -> list[Column] | None:
    """The columns with the cells of the row above on top, those without columns of their own beside them; or None."""
    spans = _spans(upper, [column[0].text for column in columns])
    if spans is None:
        return None
    found: list[Column] = []
    position = 0
    for cell, span in zip(upper, spans, strict=True):
        covered = replace(cell, merged=True)
        if not span:
            found.append([cell, *[covered] * len(columns[0])])
        for place, column in enumerate(columns[position : position + span]):
            found.append([covered if place else cell, *column])
        position += span
    return found


def _spans(upper: Row, names: Sequence[str]) -> list[int] | None:
    """How many of the columns below stand under each cell, 0 for a cell that is a column itself; None where that is not told."""
    starts = [place for place, name in enumerate(names) if name and name == names[0]]
    if len(upper) > 1 and len(starts) == len(upper):
        return [end - start for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]
    if set(names) >= _CLASSIFICATION:
        return [len(names), *[0] * (len(upper) - 1)]
    return _by_subtotals(upper, names)


def _by_subtotals(upper: Row, names: Sequence[str]) -> list[int] | None:
    starts = [place for place, name in enumerate(names) if name == _SUBTOTAL]
    if not starts or starts[0]:
        return None
    groups = [names[start:end] for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]
    spans = [0] * len(upper)
    free = 0
    for group in groups:
        near = [min((_in_common(cell.text, name) for name in group[1:]), default=0) for cell in upper[free:]]
        if not near or max(near) < _LEAST_IN_COMMON:
            return None
        place = free + near.index(max(near))
        spans[place] = len(group)
        free = place + 1
    return spans


def _in_common(one: str, other: str) -> int:
    """How many neighbouring characters two names have in common."""
    return SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
