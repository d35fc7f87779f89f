"""Tables without ruling lines, or with level ones only: columns of amounts that stand below one another.

Three rows with two amounts each are asked for, each amount in a column of its own. Where the columns run into one another it is
no table, and the lines stay lines.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from index.readers.pdf_grids import PlacedCell, PlacedGrid, is_amount_text
from index.readers.pdf_place import Glyph, Rule
from index.readers.pdf_text import join_cell, join_line

PIECE_GAP = 0.85  # of the height: a wider blank parts two columns
LEAST_ROWS = 3  # rows with amounts
LEAST_COLUMNS = 2  # columns of amounts, each filled in that many rows
MOST_BETWEEN = 3  # lines without amounts between two rows with some: a class title, a wrapped name
MOST_HEADERS = 5  # lines above the first row with amounts
WRAPPED = 1.45  # of the height: lines of one wrapped name are no farther apart
REACH = 2.6  # of the usual distance of two rows: a wider blank ends a table


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a line with a blank on both sides."""

    glyphs: tuple[Glyph, ...]
    left: float
    right: float
    amount: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed line in its pieces."""

    line: list[Glyph]
    pieces: tuple[_Piece, ...]
    middle: float
    amounts: int


Interval = tuple[float, float]


def find_columns(lines: Sequence[list[Glyph]], rules: Sequence[Rule]) -> tuple[list[PlacedGrid], list[list[Glyph]]]:
    """The tables among printed lines, top to bottom, and the lines that are in none."""
    rows = [_row(line) for line in lines]
    if sum(row.amounts >= LEAST_COLUMNS for row in rows) < LEAST_ROWS:
        return [], list(lines)
    grids: list[PlacedGrid] = []
    used: set[int] = set()
    for first, last in _blocks(rows):
        columns = _amount_columns(rows[first : last + 1])
        if columns is None:
            continue
        first = _with_headers(rows, first, columns, used)
        inside = rows[first : last + 1]
        grids.append(_grid(inside, columns, rules))
        used.update(range(first, last + 1))
    return grids, [line for index, line in enumerate(lines) if index not in used]


def _row(line: list[Glyph]) -> _Row:
    groups: list[list[Glyph]] = [[line[0]]]
    for before, after in zip(line, line[1:], strict=False):
        if after.left - before.right >= PIECE_GAP * max(before.size, after.size):
            groups.append([after])
        else:
            groups[-1].append(after)
    pieces = tuple(
        _Piece(tuple(group), group[0].left, max(glyph.right for glyph in group), is_amount_text(join_line(group)))
        for group in groups
    )  # fmt: skip
    middle = sum(glyph.middle for glyph in line) / len(line)
    return _Row(line, pieces, middle, sum(piece.amount for piece in pieces))


def _blocks(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """First and last row of runs of lines with two amounts or more, few and near lines without between."""
    full = [index for index, row in enumerate(rows) if row.amounts >= LEAST_COLUMNS]
    steps = [rows[b].middle - rows[a].middle for a, b in zip(full, full[1:], strict=False) if b - a == 1]
    usual = median(steps) if steps else 0.0
    blocks: list[tuple[int, int]] = []
    for index in full:
        if blocks:
            first, last = blocks[-1]
            between = rows[last + 1 : index]
            near = all(
                lower.middle - upper.middle <= REACH * usual
                for upper, lower in zip(rows[last:index], rows[last + 1 : index + 1], strict=True)
            )
            if near and len(between) <= MOST_BETWEEN and not any(_is_prose(row, rows[last]) for row in between):
                blocks[-1] = (first, index)
                continue
        blocks.append((index, index))
    return [(first, last) for first, last in blocks if last - first + 1 >= LEAST_ROWS]


def _is_prose(row: _Row, near: _Row) -> bool:
    """Whether a piece of text runs over two columns of amounts of the row near it."""
    amounts = [piece for piece in near.pieces if piece.amount]
    return any(
        sum(piece.left < amount.right and amount.left < piece.right for amount in amounts) >= 2 for piece in row.pieces
    )  # fmt: skip


def _amount_columns(rows: Sequence[_Row]) -> list[Interval] | None:
    """The left and right edges of the columns of amounts; None where they run into one another or hold too little."""
    amounts = sorted((piece.left, piece.right) for row in rows if row.amounts for piece in row.pieces if piece.amount)
    columns: list[Interval] = []
    for left, right in amounts:
        if columns and left < columns[-1][1]:
            columns[-1] = (columns[-1][0], max(columns[-1][1], right))
        else:
            columns.append((left, right))
    filled = [0] * len(columns)
    for row in rows:
        places = [_column_of(piece, columns) for piece in row.pieces if piece.amount]
        if len(set(places)) != len(places):
            return None
        for place in places:
            filled[place] += 1
    enough = sum(count >= LEAST_ROWS for count in filled)
    return columns if enough >= LEAST_COLUMNS and max(filled) >= 0.5 * len(rows) else None


def _column_of(piece: _Piece, columns: Sequence[Interval]) -> int:
    """The column that the piece lies most over or nearest to."""

    def shared(index: int) -> float:
        return min(piece.right, columns[index][1]) - max(piece.left, columns[index][0])

    return max(range(len(columns)), key=shared)


def _with_headers(rows: Sequence[_Row], first: int, columns: Sequence[Interval], used: set[int]) -> int:
    """The first line of the column titles above the row `first`: near, in pieces, some of it above a column of amounts."""
    start = first
    for index in range(first - 1, max(-1, first - 1 - MOST_HEADERS), -1):
        row, below = rows[index], rows[index + 1]
        if (
            index in used
            or below.middle - row.middle > 3.2 * row.line[0].size
            or len(row.pieces) < 2
            and not start < first
        ):
            break
        over = [
            piece for piece in row.pieces if any(piece.left < right and left < piece.right for left, right in columns)
        ]
        wide = any(piece.right - piece.left > 0.6 * (columns[-1][1] - row.line[0].left) for piece in row.pieces)
        if not over or wide or any("：" in glyph.text or ":" in glyph.text for glyph in row.line):
            break
        start = index
    return start


def _grid(rows: Sequence[_Row], columns: Sequence[Interval], rules: Sequence[Rule]) -> PlacedGrid:
    """The table of these lines: a column for each column of amounts, and one for the text before each that has some."""
    places: list[list[tuple[tuple[int, int], _Piece]]] = []
    for row in rows:
        header = row.amounts == 0
        places.append([(_slot(piece, columns, header), piece) for piece in row.pieces])
    slots = sorted({slot for row in places for slot, _ in row} | {(index, 1) for index in range(len(columns))})
    number = {slot: index for index, slot in enumerate(slots)}
    groups = _row_groups(rows, places, rules)
    cells: list[PlacedCell] = []
    for place, group in enumerate(groups):
        held: dict[int, list[Glyph]] = {}
        for index in group:
            for slot, piece in places[index]:
                held.setdefault(number[slot], []).extend(piece.glyphs)
        for column in range(len(slots)):
            found = held.get(column, [])
            width = max((glyph.right for glyph in found), default=0.0) - min(
                (glyph.left for glyph in found), default=0.0
            )
            cells.append(PlacedCell(place, column, 1, 1, join_cell(found, width) if found else ""))
    tops = _tops(rows, groups)
    left = min(glyph.left for row in rows for glyph in row.line)
    right = max(glyph.right for row in rows for glyph in row.line)
    return PlacedGrid(len(groups), len(slots), tuple(cells), tops, (left, tops[0], right, tops[-1]))


def _slot(piece: _Piece, columns: Sequence[Interval], header: bool) -> tuple[int, int]:
    """Where a piece belongs: (n, 1) is the n-th column of amounts, (n, 0) the text before it."""
    middle = (piece.left + piece.right) / 2
    if piece.amount:
        return (_column_of(piece, columns), 1)
    for index, (left, right) in enumerate(columns):
        over = piece.left < right and left < piece.right
        if over and (
            left <= middle <= right
            or (header and piece.left <= (left + right) / 2 <= piece.right)
            or piece.left >= left
        ):
            return (index, 1)
        if piece.left < left:
            return (index, 0)
    return (len(columns), 0)


def _row_groups(
    rows: Sequence[_Row], places: Sequence[Sequence[tuple[tuple[int, int], _Piece]]], rules: Sequence[Rule]
) -> list[list[int]]:
    """Printed lines that make one row: those between two level rulings, or a wrapped name close to its row."""
    left, right = min(row.line[0].left for row in rows), max(row.line[-1].right for row in rows)
    edges = sorted(
        rule.y0 for rule in rules
        if rule.y0 == rule.y1 and min(rule.x1, right) - max(rule.x0, left) >= 0.6 * (right - left)
    )  # fmt: skip
    full = [index for index, row in enumerate(rows) if row.amounts >= LEAST_COLUMNS]
    parted = sum(
        any(rows[a].middle < edge < rows[b].middle for edge in edges) for a, b in zip(full, full[1:], strict=False)
    )
    if parted >= len(full) - 1:
        groups: dict[int, list[int]] = {}
        for index, row in enumerate(rows):
            groups.setdefault(sum(edge < row.middle for edge in edges), []).append(index)
        return list(groups.values())
    steps = [rows[b].middle - rows[a].middle for a, b in zip(full, full[1:], strict=False) if b - a == 1]
    pitch = median(steps) if steps else 0.0
    owner = list(range(len(rows)))
    for index, row in enumerate(rows):
        lone = not row.amounts and len(row.pieces) == 1 and places[index][0][0][1] == 0
        if not lone or index < full[0]:
            continue
        at = bisect_left(full, index)
        nearest = min(full[max(0, at - 1) : at + 1], key=lambda other: abs(rows[other].middle - row.middle))
        named = any(slot == places[index][0][0] for slot, _ in places[nearest])
        distance = abs(rows[nearest].middle - row.middle)
        if distance <= WRAPPED * row.line[0].size and (not named or distance < 0.87 * pitch):
            owner[index] = nearest
    owned: dict[int, list[int]] = {}
    for index, at in enumerate(owner):
        owned.setdefault(at, []).append(index)
    return [owned[at] for at in sorted(owned)]


def _tops(rows: Sequence[_Row], groups: Sequence[Sequence[int]]) -> tuple[float, ...]:
    """The upper edges of the rows and the lower edge of the last."""
    uppers = [min(glyph.top for index in group for glyph in rows[index].line) for group in groups]
    lowers = [max(glyph.bottom for index in group for glyph in rows[index].line) for group in groups]
    between = [(lower + upper) / 2 for lower, upper in zip(lowers, uppers[1:], strict=False)]
    return (uppers[0], *between, lowers[-1])
