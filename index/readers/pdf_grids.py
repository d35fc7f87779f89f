"""Printed characters placed in the cells of ruled tables. Nothing here knows what a table means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.readers.pdf_lattice import Lattice, Span
from index.readers.pdf_place import Box, Glyph
from index.readers.pdf_text import NUMBER, group_lines, join_cell, join_line

WORD_GAP = 0.12  # of the height: characters nearer than this are drawn as one word
CUT = 0.25  # of a character's width: a ruling this deep within a character does not part it from the next
LONGEST_REST = 40  # characters of the one filled cell of a table
BLANK_AMOUNT = re.compile(r"[-—–－─/]+|\*+")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell with its text: first row and column, rows and columns covered."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A table of a page, its lines not yet numbered. `tops` are the row edges, one more than there are rows."""

    height: int
    width: int
    cells: tuple[PlacedCell, ...]
    tops: tuple[float, ...]
    box: Box


def place_grids(lattices: Sequence[Lattice], glyphs: Sequence[Glyph]) -> tuple[list[PlacedGrid], list[Glyph]]:
    """The ruled tables with their text, and the characters that stand in none of them."""
    grids: list[PlacedGrid] = []
    rest = list(glyphs)
    for lattice in lattices:
        held, outside = _hold(lattice, rest)
        if not _is_table(lattice, held):
            continue
        lattice, held = _part_rows(lattice, held)
        cells = tuple(
            PlacedCell(
                span.row, span.column, span.rows, span.columns,
                join_cell(found, lattice.xs[span.column + span.columns] - lattice.xs[span.column]) if found else "",
            )
            for span, found in zip(lattice.spans, held, strict=True)
        )  # fmt: skip
        grids.append(PlacedGrid(len(lattice.ys) - 1, len(lattice.xs) - 1, cells, lattice.ys, lattice.box))
        rest = outside
    return grids, rest


def _is_table(lattice: Lattice, held: Sequence[Sequence[Glyph]]) -> bool:
    """Whether it is more than a frame around running text, or an empty one. What a page break leaves of a row may be one cell."""
    filled = [found for found in held if found]
    return len(filled) > 1 or (len(filled) == 1 and len(lattice.xs) > 3 and len(filled[0]) <= LONGEST_REST)


def _hold(lattice: Lattice, glyphs: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """For each cell the characters in it, and the characters in none."""
    left, top, right, bottom = lattice.box
    held: list[list[Glyph]] = [[] for _ in lattice.spans]
    beside = [glyph for glyph in glyphs if top < glyph.middle < bottom]
    rest = [glyph for glyph in glyphs if not top < glyph.middle < bottom]
    for word in _words(beside):
        if min(word[-1].right, right + 1) - max(word[0].left, left - 1) < 0.5 * (word[-1].right - word[0].left):
            rest.extend(word)  # more of it stands beside the table than within
            continue
        for piece in _cut_by_walls(lattice, word):
            cell = _cell_of(lattice, piece)
            if cell is None:
                rest.extend(piece)
            else:
                held[cell].extend(piece)
    return held, rest


def _words(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that stand on one line without a gap, together."""
    words: list[list[Glyph]] = []
    for line in group_lines(glyphs):
        words.append([line[0]])
        for before, after in zip(line, line[1:], strict=False):
            near = after.left - before.right <= WORD_GAP * max(before.size, after.size)
            if near and abs(before.baseline - after.baseline) <= WORD_GAP * before.size:
                words[-1].append(after)
            else:
                words.append([after])
    return words


def _cut_by_walls(lattice: Lattice, word: list[Glyph]) -> list[list[Glyph]]:
    """A word as the walls part it. A wall that runs through a character parts nothing: the print is too wide for its cell."""
    places = [_place(lattice, glyph) for glyph in word]
    if len(set(places)) == 1:
        return [word]
    pieces = [[word[0]]]
    for index in range(1, len(word)):
        before, after = word[index - 1], word[index]
        parted = places[index] != places[index - 1] and _parts(lattice, before, after)
        if parted:
            pieces.append([after])
        else:
            pieces[-1].append(after)
    return pieces


def _parts(lattice: Lattice, before: Glyph, after: Glyph) -> bool:
    if before.run == after.run and before.run:
        return False  # drawn by one command, without a gap: one word
    middle = (before.left + before.right) / 2
    edge = next((x for x in lattice.xs if x > middle), lattice.xs[-1])
    return edge >= before.right - CUT * (before.right - before.left) and edge <= after.left + CUT * (
        after.right - after.left
    )


def _place(lattice: Lattice, glyph: Glyph) -> int | None:
    """The cell under the middle of a character."""
    column = min(max(bisect_right(lattice.xs, (glyph.left + glyph.right) / 2) - 1, 0), len(lattice.xs) - 2)
    row = min(max(bisect_right(lattice.ys, glyph.middle) - 1, 0), len(lattice.ys) - 2)
    return lattice.at[row][column]


def _cell_of(lattice: Lattice, word: Sequence[Glyph]) -> int | None:
    """The cell that holds the most of a word."""
    widths: dict[int | None, float] = {}
    for glyph in word:
        place = _place(lattice, glyph)
        widths[place] = widths.get(place, 0.0) + max(glyph.right - glyph.left, 0.01)
    return max(widths, key=lambda place: widths[place])


# --- rows without a ruling between them


def _part_rows(lattice: Lattice, held: list[list[Glyph]]) -> tuple[Lattice, list[list[Glyph]]]:
    """The table with rulings added between rows that have none: where amounts stand below one another in several cells."""
    added: list[float] = []
    for row in range(len(lattice.ys) - 1):
        cells = [held[i] for i, span in enumerate(lattice.spans) if span.row == row and span.rows == 1 and held[i]]
        added += _row_edges(cells)
    if not added:
        return lattice, held
    lattice = _with_rows(lattice, added)
    again: list[list[Glyph]] = [[] for _ in lattice.spans]
    for glyph in (glyph for found in held for glyph in found):
        cell = _place(lattice, glyph)
        if cell is not None:
            again[cell].append(glyph)
    return lattice, again


def _row_edges(cells: Sequence[Sequence[Glyph]]) -> list[float]:
    """Where one ruled row holds several printed ones, the heights that part them; else nothing."""
    lined = [group_lines(cell) for cell in cells]
    feet = [[line[0].baseline for line in lines] for lines in lined if len(lines) > 1 and all(map(_is_amount, lines))]
    if not feet:
        return []
    longest = max(feet, key=len)
    near = 0.5 * lined[0][0][0].size
    agreeing = sum(_same_feet(longest, [line[0].baseline for line in lines], near) for lines in lined if len(lines) > 1)
    if agreeing < 2 or (len(feet) == 1 and len(longest) < 3):
        return []
    return [(upper + lower) / 2 - 0.36 * 2 * near for upper, lower in zip(longest, longest[1:], strict=False)]


def _is_amount(line: Sequence[Glyph]) -> bool:
    return is_amount_text(join_line(line))


def is_amount_text(text: str) -> bool:
    """Whether a cell's text is one number, or a stroke that stands for none."""
    return bool(NUMBER.fullmatch(text.strip()) or BLANK_AMOUNT.fullmatch(text.strip()))


def _same_feet(one: Sequence[float], other: Sequence[float], near: float) -> bool:
    """Whether most lines of the one stand where a line of the other stands."""
    met = sum(any(abs(foot - mate) <= near for mate in other) for foot in one)
    return met >= max(2, 0.8 * len(one))


def _with_rows(lattice: Lattice, added: Sequence[float]) -> Lattice:
    """The table with rows parted at the given heights; cells that cover several rows keep covering them."""
    ys = sorted([*lattice.ys, *added])
    number = {y: index for index, y in enumerate(ys)}
    spans: list[Span] = []
    for span in lattice.spans:
        first, last = number[lattice.ys[span.row]], number[lattice.ys[span.row + span.rows]]
        if span.rows == 1:
            spans.extend(replace(span, row=row) for row in range(first, last))
        else:
            spans.append(replace(span, row=first, rows=last - first))
    at: list[list[int | None]] = [[None] * (len(lattice.xs) - 1) for _ in range(len(ys) - 1)]
    for index, span in enumerate(spans):
        for row in range(span.row, span.row + span.rows):
            for column in range(span.column, span.column + span.columns):
                at[row][column] = index
    return Lattice(lattice.xs, tuple(ys), tuple(spans), tuple(tuple(row) for row in at))
