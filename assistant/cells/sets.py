"""Sets of cells that may be an answer together, and the evidence for each: a question asks for one cell, for some cells
of a row or a column, or for all of them."""

from __future__ import annotations

import numpy as np

from assistant.cells.features import FEATURES as CELL_FEATURES
from assistant.cells.features import question_cues, rounded
from assistant.cells.prepared import PreparedTable, is_header
from index.cell_roles import DATA
from index.cells import BLANK
from index.words import ideas

LONGEST_PREFIX = 10
# Cells less likely than this are not tried beside others.
LEAST = 0.03
LINES = 3
_CUE_COUNT = len(question_cues(""))
FEATURES = (
    "size", "inside", "outside", "least", "most_left", "mean", "gap", "one_row", "one_column", "closed", "whole_row", "whole_column",
    "row_share", "column_share", "prefix", "over_half", "headers", "blanks", "kinds", "totals", "expected", "asks_total", "likely", "second",
    "size_less_expected", "twins", "cells", "above_whole", "beside_whole", *(f"cue_{k}" for k in range(_CUE_COUNT)),
)  # fmt: skip


def candidate_sets(prepared: PreparedTable, chances: np.ndarray) -> list[tuple[int, ...]]:
    """The sets worth weighing, each in print order, without repetition; the likeliest cell alone comes first."""
    order = np.argsort(-chances, kind="stable")
    found: dict[tuple[int, ...], None] = {}

    def add(cells: np.ndarray) -> None:
        if len(cells):
            found.setdefault(tuple(sorted(int(cell) for cell in cells)))

    for size in range(1, LONGEST_PREFIX + 1):
        if size == 1 or (size <= len(order) and chances[order[size - 1]] >= LEAST):
            add(order[:size])
    add(np.flatnonzero(chances > 0.5))
    add(np.flatnonzero(chances > 0.3))
    data = prepared.roles.best == DATA
    total = _totals(prepared)
    filled = prepared.kinds != BLANK
    for first in order[:LINES]:
        for line in (prepared.row[first], prepared.column[first]):
            same = line.copy()
            same[first] = True
            kept = same & (prepared.roles.best == prepared.roles.best[first])
            for cells in (kept, kept & ~total, kept & filled, kept & ~total & filled, same & (chances >= 0.1), same & (chances >= 0.3)):
                add(np.flatnonzero(cells))
    for limit in (0.2, 0.4):
        likely = np.flatnonzero(chances >= limit)
        if 1 < len(likely) <= 12:
            add(_closure(prepared, likely, data))
    return list(found)


def _closure(prepared: PreparedTable, cells: np.ndarray, data: np.ndarray) -> np.ndarray:
    """All data cells where a row of one of the cells meets a column of another."""
    tops, lefts = prepared.boxes[cells, 0], prepared.boxes[cells, 1]
    return np.flatnonzero(data & np.isin(prepared.boxes[:, 0], tops) & np.isin(prepared.boxes[:, 1], lefts))


def _totals(prepared: PreparedTable) -> np.ndarray:
    """Cells whose row or column is headed as a total."""
    place = prepared.words.get("@total")
    if place is None:
        return np.zeros(len(prepared.kinds), dtype=bool)
    return np.maximum(prepared.above_words[:, place], prepared.beside_words[:, place]) > 0


def set_features(question: str, prepared: PreparedTable, chances: np.ndarray, sets: list[tuple[int, ...]], cells: np.ndarray) -> np.ndarray:
    """The evidence for each set, shape (sets, features); `cells` are the features of the single cells."""
    inside = np.log(np.clip(chances, 1e-4, 1.0))
    outside = np.log(np.clip(1.0 - chances, 1e-4, 1.0))
    best = float(np.maximum(inside, outside).sum())
    total = _totals(prepared)
    cues = question_cues(question)
    asks_total = float("total" in ideas(question))
    expected = float(chances.sum())
    ordered = np.sort(chances)[::-1]
    headers = is_header(prepared)
    above_whole, beside_whole = CELL_FEATURES.index("above_whole"), CELL_FEATURES.index("beside_whole")
    rows = []
    for chosen in sets:
        member = np.zeros(len(chances), dtype=bool)
        member[list(chosen)] = True
        rest = ~member
        tops, lefts = prepared.boxes[member, 0], prepared.boxes[member, 1]
        same_row, same_column = len(set(tops.tolist())) == 1, len(set(lefts.tolist())) == 1
        first = chosen[0]
        kin = prepared.roles.best == prepared.roles.best[first]
        row_line, column_line = prepared.row[first] & kin, prepared.column[first] & kin
        size = len(chosen)
        most_left = float(chances[rest].max()) if rest.any() else 0.0
        least = float(chances[member].min())
        rows.append([
            size, inside[member].sum(), inside[member].sum() + outside[rest].sum() - best, least, most_left, chances[member].mean(),
            least - most_left, same_row, same_column, len(set(tops.tolist())) * len(set(lefts.tolist())) == size,
            same_row and size == row_line.sum() + 1, same_column and size == column_line.sum() + 1,
            size / (row_line.sum() + 1) if same_row else 0.0, size / (column_line.sum() + 1) if same_column else 0.0,
            least >= most_left, int((chances > 0.5).sum()), headers[member].mean(), (prepared.kinds[member] == BLANK).mean(),
            len(set(prepared.kinds[member].tolist())), total[member].mean(), expected, asks_total, ordered[0],
            ordered[1] if len(ordered) > 1 else 0.0, size - expected, len({prepared.table.texts[c] for c in chosen}) / size, len(chances),
            cells[member, above_whole].mean(), cells[member, beside_whole].mean(), *cues,
        ])  # fmt: skip
    return rounded(np.array(rows, dtype=float))
