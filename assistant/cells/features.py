"""How well each cell of a table answers a question, as numbers: the evidence the trees of `choose` weigh.

One row a cell. Nothing here depends on a particular table, item or wording: words count by how rare they are within
the table itself, likeness in meaning against the other headers of the same table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from assistant.cells.overlap import shared_run
from assistant.cells.prepared import PreparedTable, embedded_text, is_header
from index.cell_roles import COLUMN_KEY, COLUMN_NAME, ROW_KEY, ROW_NAME
from index.words import atoms, grams, ideas, plain

_CUES = {
    "cue_and": r"[、和及与跟]|以及|\band\b|,.*,",
    "cue_each": r"分别|各(?!类|项|种)|都是|\brespectively\b|\beach\b|\bboth\b",
    "cue_all": r"各类|各项|各种|各个|所有|全部|哪些|哪几|都有|有些什么|情况|\ball\b|\bwhat are\b|\bwhich .*s\b|\bevery\b|\bvarious\b",
    "cue_which": r"哪个|哪家|哪一|哪项|哪种|哪款|\bwhich\b",
    "cue_amount": r"多少|金额|几|多大|多高|how much|how many|\bamount\b|\bbalance\b|\bnumber\b",
    "cue_total": r"合计|总共|一共|总计|共计|总额|总数|总金额|\btotal\b|\bsubtotal\b|\baltogether\b",
    "cue_what": r"什么|啥|哪|怎|如何|\bwhat\b|\bhow\b",
}
_CUE_PATTERNS = {name: re.compile(pattern) for name, pattern in _CUES.items()}
_TIMES = ("before", "closing", "current", "last")
_OWN = (
    "own_cover", "own_run", "own_near", "own_length", "kind", "top", "left", "tall", "column_name", "row_name", "column_key", "row_key",
    "above_count", "twins_above", "twins_beside", "row_order", "column_order",
)  # fmt: skip
_SCALARS = (
    "above_share", "beside_share", "headers_share", "all_share", "left_over", "above_cover", "beside_cover", "row_cover", "column_cover",
    "above_near", "beside_near", "beside_run", "above_whole", "beside_whole", "inner_cover", "inner_run", "inner_near", "both", "value_column",
)  # fmt: skip
# How far a cell lies behind the best cell of the table, of its rows and of its columns.
_BEHIND = {
    "table": ("above_whole", "beside_whole", "headers_share", "all_share", "both", "inner_cover", "inner_near", "beside_cover", "above_cover",
              "row_cover", "value_row", "value_column", "beside_run"),
    "row": ("both", "above_whole", "beside_whole", "headers_share", "above_share", "value_column", "above_near", "inner_near"),
    "column": ("both", "beside_share", "all_share", "value_row", "beside_near", "row_cover", "row_share", "row_run", "beside_whole"),
}  # fmt: skip
_QUESTION = ("known_share", "headers_named", "keys_named", "cells", "height", "width", "row_headers", "column_headers")
FEATURES = (
    *_OWN, *_SCALARS, *(f"{name}_behind_{line}" for line, names in _BEHIND.items() for name in names), *(f"time_{name}" for name in _TIMES),
    *_CUES, *_QUESTION,
)  # fmt: skip
# A header counts as named where this much of its words stands in the question, and this much of it in one run.
NAMED, IN_ORDER = 0.75, 0.6
# The likeness of a cell without words, below that of any header: cosines lie within 0.1 of the table's average.
FAR = -0.1


def question_cues(question: str) -> list[float]:
    """Which forms of asking the question shows, in the order of `_CUES`."""
    said = plain(question)
    return [float(bool(pattern.search(said))) for pattern in _CUE_PATTERNS.values()]


def match_cells(question: str, prepared: PreparedTable, vector: np.ndarray, vectors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """How well each cell's own text matches: `cover` (share of its words in the question), `run` (longest shared run, by the
    cell's length), `near` (cosine against the table's average); with the `weighted` words of the question that the table
    knows and their sum `known`."""
    asked = np.zeros(len(prepared.words))
    for word in grams(question):
        place = prepared.words.get(word)
        if place is not None:
            asked[place] = 1.0
    weighted = asked * prepared.rarity
    known = float(weighted.sum()) or 1.0
    gained = prepared.holds @ weighted
    cover = gained / np.maximum(prepared.lengths, 1e-6)
    sequence = atoms(question)
    run = np.array([
        shared_run(cell, sequence) / len(cell) if gained[number] > 0 else 0.0 for number, cell in enumerate(prepared.atoms)
    ])  # fmt: skip
    near = np.full(len(prepared.atoms), np.nan)
    vector = vector.astype(float)
    for number, text in enumerate(prepared.table.texts):
        found = vectors.get(embedded_text(text))
        if found is not None:
            near[number] = float(found @ vector)
    named = is_header(prepared) & ~np.isnan(near)
    middle = near[named].mean() if named.any() else np.nanmean(near) if not np.isnan(near).all() else 0.0
    near = np.where(np.isnan(near), FAR, near - middle)
    return {"weighted": weighted, "known": np.array(known), "cover": cover, "run": run, "near": near}


def _best(marks: np.ndarray, values: np.ndarray, none: float = 0.0) -> np.ndarray:
    """The greatest value among the cells marked for each cell; `none` where none is marked."""
    spread = np.where(marks, values[None, :], -np.inf).max(axis=1)
    return np.where(np.isfinite(spread), spread, none)


def cell_features(question: str, prepared: PreparedTable, vector: np.ndarray, vectors: Mapping[str, np.ndarray]) -> np.ndarray:
    """The evidence for each cell; shape (cells, features), columns as in FEATURES."""
    match = match_cells(question, prepared, vector, vectors)
    weighted, known = match["weighted"], float(match["known"])
    above, beside, row, column = prepared.above, prepared.beside, prepared.row, prepared.column
    count = len(prepared.atoms)
    inner = np.zeros((count, count), dtype=bool)
    for number, (up, left) in enumerate(zip(prepared.roles.above, prepared.roles.beside, strict=True)):
        inner[number, [path[-1] for path in (up, left) if path]] = True
    headers_words = np.maximum(prepared.above_words, prepared.beside_words)
    all_words = np.maximum(headers_words, prepared.row_words)

    def whole(words: np.ndarray) -> np.ndarray:
        return (words @ weighted) / np.maximum(words @ prepared.rarity, 1e-6)

    scalars = {
        "above_share": prepared.above_words @ weighted / known,
        "beside_share": prepared.beside_words @ weighted / known,
        "row_share": prepared.row_words @ weighted / known,
        "headers_share": headers_words @ weighted / known,
        "all_share": all_words @ weighted / known,
        "left_over": 1.0 - np.maximum(all_words, prepared.column_words) @ weighted / known,
        "above_whole": whole(prepared.above_words), "beside_whole": whole(prepared.beside_words),
        "inner_cover": _best(inner, match["cover"]), "inner_run": _best(inner, match["run"]), "inner_near": _best(inner, match["near"], FAR),
        "above_cover": _best(above, match["cover"]), "beside_cover": _best(beside, match["cover"]),
        "row_cover": _best(row, match["cover"]), "column_cover": _best(column, match["cover"]),
        "beside_run": _best(beside, match["run"]), "row_run": _best(row, match["run"]),
        "above_near": _best(above, match["near"], FAR), "beside_near": _best(beside, match["near"], FAR),
    }  # fmt: skip
    # Words that stand in values only: a question that tells a value asks for what it belongs to.
    data = ~is_header(prepared)
    in_headers = prepared.holds[~data].max(axis=0, initial=0.0) > 0
    values = np.where(in_headers, 0.0, weighted)
    told = prepared.holds @ values / known
    scalars["value_row"] = _best(row & data[None, :], told)
    scalars["value_column"] = _best(column & data[None, :], told)
    scalars["both"] = scalars["above_whole"] + scalars["beside_whole"] + scalars["headers_share"]
    behind = []
    for line, names in _BEHIND.items():
        marks = {"row": row, "column": column}.get(line)
        for name in names:
            score = scalars[name]
            behind.append(score - (score.max() if marks is None else _best(marks, score)))
    asked = np.array([*question_cues(question), *_asked(question, prepared, match)])
    evidence = [*_own(prepared, match), *(scalars[name] for name in _SCALARS), *behind, *_times(question, prepared)]
    return rounded(np.hstack([np.stack(evidence, axis=1).astype(float), np.tile(asked, (count, 1))]))


def rounded(features: np.ndarray) -> np.ndarray:
    """Sums in another order differ in their last digits: rounded, what is equal stays equal and no tree takes it apart."""
    return np.round(features, 6)


def _own(prepared: PreparedTable, match: dict[str, np.ndarray]) -> list[np.ndarray]:
    """What a cell says and where it stands, in the order of `_OWN`."""
    boxes, roles = prepared.boxes, prepared.roles
    top, left, bottom, _ = boxes.T
    texts = prepared.table.texts
    above = [tuple(texts[cell] for cell in path) for path in roles.above]
    beside = [tuple(texts[cell] for cell in path) for path in roles.beside]
    kin = roles.best[:, None] == roles.best[None, :]
    return [
        match["cover"], match["run"], match["near"], np.array([len(atoms_) for atoms_ in prepared.atoms]), prepared.kinds, top, left,
        bottom - top + 1, *(roles.chances[:, role] for role in (COLUMN_NAME, ROW_NAME, COLUMN_KEY, ROW_KEY)),
        np.array([len(path) for path in roles.above]), np.array([above.count(path) for path in above]),
        np.array([beside.count(path) for path in beside]),
        (prepared.row & kin & (left[None, :] < left[:, None])).sum(axis=1), (prepared.column & kin & (top[None, :] < top[:, None])).sum(axis=1),
    ]  # fmt: skip


def _times(question: str, prepared: PreparedTable) -> list[np.ndarray]:
    """For each idea of time: 1 where question and headers have it, -1 only the headers, -2 only the question, 0 neither."""
    said = ideas(question)
    columns = []
    for name in _TIMES:
        place = prepared.words.get("@" + name)
        held = np.zeros(len(prepared.atoms), dtype=bool)
        if place is not None:
            held = np.maximum(prepared.above_words[:, place], prepared.beside_words[:, place]) > 0
        columns.append(np.where(held, 1.0 if name in said else -1.0, -2.0 if name in said else 0.0))
    return columns


def _asked(question: str, prepared: PreparedTable, match: dict[str, np.ndarray]) -> list[float]:
    """What holds of the question and the table as a whole, in the order of `_QUESTION`."""
    best = prepared.roles.best
    named = (match["cover"] >= NAMED) & (match["run"] >= IN_ORDER)
    words = grams(question)
    known = sum(weight for word, weight in words.items() if word in prepared.words) / max(sum(words.values()), 1e-6)
    return [
        known, int((named & is_header(prepared)).sum()), int((named & np.isin(best, (COLUMN_KEY, ROW_KEY))).sum()), len(best),
        prepared.table.height, prepared.table.width, float(np.isin(best, (ROW_NAME, ROW_KEY)).mean()),
        float(np.isin(best, (COLUMN_NAME, COLUMN_KEY)).mean()),
    ]  # fmt: skip
