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
    "cue_who": r"谁|哪位|何人|姓名|\bwho\b|\bwhose\b",
    "cue_which": r"哪个|哪家|哪一|哪项|哪种|哪款|\bwhich\b",
    "cue_when": r"什么时候|何时|哪天|哪年|哪一年|日期|时间|\bwhen\b|\bdate\b",
    "cue_where": r"哪里|哪儿|在哪|地址|地点|什么地方|\bwhere\b|\baddress\b",
    "cue_rate": r"百分|比例|占比|比重|率|%|几成|\bpercent|\bproportion\b|\bratio\b|\brate\b",
    "cue_amount": r"多少|金额|几|多大|多高|how much|how many|\bamount\b|\bbalance\b|\bnumber\b",
    "cue_whether": r"是否|有没有|是不是|有无|\bwhether\b|^(?:is|are|does|do|did|has|have|was|were)\b",
    "cue_total": r"合计|总共|一共|总计|共计|总额|总数|总金额|\btotal\b|\bsubtotal\b|\baltogether\b",
    "cue_what": r"什么|啥|哪|怎|如何|\bwhat\b|\bhow\b",
}
_CUE_PATTERNS = {name: re.compile(pattern) for name, pattern in _CUES.items()}
_TIMES = ("before", "opening", "closing", "current", "last")
_SCALARS = (
    "above_share", "beside_share", "row_share", "column_share", "headers_share", "all_share", "left_over", "above_cover", "beside_cover",
    "row_cover", "column_cover", "above_run", "beside_run", "row_run", "column_run", "above_near", "beside_near", "above_whole",
    "beside_whole", "inner_cover", "inner_run", "inner_near", "row_named", "both",
)  # fmt: skip
# Those compared with the best of the whole table, of the same row and of the same column.
_COMPARED = (
    "above_share", "beside_share", "headers_share", "all_share", "above_cover", "beside_cover", "row_cover", "above_run", "beside_run",
    "above_near", "beside_near", "above_whole", "beside_whole", "inner_cover", "inner_near", "row_share", "both", "row_run",
)  # fmt: skip
_OWN = (
    "own_cover", "own_share", "own_run", "own_near", "own_length", "kind", "top", "left", "from_bottom", "from_right", "tall", "wide",
    "column_name", "row_name", "column_key", "row_key", "above_count", "beside_count", "twins_above", "twins_beside", "row_order",
    "column_order",
)  # fmt: skip
_QUESTION = ("atoms", "known_share", "headers_named", "names_named", "keys_named", "cells", "height", "width", "row_headers", "column_headers")
FEATURES = (
    *_OWN, *_SCALARS, *(f"{name}_behind" for name in _COMPARED), *(f"{name}_behind_row" for name in _COMPARED),
    *(f"{name}_behind_column" for name in _COMPARED), *(f"time_{name}" for name in _TIMES), *(f"asks_{name}" for name in _TIMES),
    *_CUES, *_QUESTION,
)  # fmt: skip
# A header counts as named where this much of its words stands in the question.
NAMED = 0.75


def question_cues(question: str) -> list[float]:
    """Which forms of asking the question shows, in the order of `_CUES`."""
    said = plain(question)
    return [float(bool(pattern.search(said))) for pattern in _CUE_PATTERNS.values()]


def match_cells(question: str, prepared: PreparedTable, vector: np.ndarray, vectors: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """How well each cell's own text matches: `cover` (share of its words in the question), `share` (of the question's
    known words), `run` (longest shared run, by the cell's length), `near` (cosine against the table's average)."""
    asked = np.zeros(len(prepared.words), dtype=np.float32)
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
    for number, text in enumerate(prepared.table.texts):
        found = vectors.get(embedded_text(text))
        if found is not None:
            near[number] = float(found @ vector)
    named = is_header(prepared) & ~np.isnan(near)
    middle = near[named].mean() if named.any() else np.nanmean(near) if not np.isnan(near).all() else 0.0
    near = np.where(np.isnan(near), -0.1, near - middle)
    return {"weighted": weighted, "known": np.array(known), "share": gained / known, "cover": cover, "run": run, "near": near}


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
        "column_share": prepared.column_words @ weighted / known,
        "headers_share": headers_words @ weighted / known,
        "all_share": all_words @ weighted / known,
        "left_over": 1.0 - np.maximum(all_words, prepared.column_words) @ weighted / known,
        "above_cover": _best(above, match["cover"]), "beside_cover": _best(beside, match["cover"]),
        "row_cover": _best(row, match["cover"]), "column_cover": _best(column, match["cover"]),
        "above_run": _best(above, match["run"]), "beside_run": _best(beside, match["run"]),
        "row_run": _best(row, match["run"]), "column_run": _best(column, match["run"]),
        "above_near": _best(above, match["near"], -0.1), "beside_near": _best(beside, match["near"], -0.1),
        "above_whole": whole(prepared.above_words), "beside_whole": whole(prepared.beside_words),
        "inner_cover": _best(inner, match["cover"]), "inner_run": _best(inner, match["run"]), "inner_near": _best(inner, match["near"], -0.1),
        "row_named": _best(row & ~beside, match["cover"] * match["run"]),
    }  # fmt: skip
    scalars["both"] = scalars["above_whole"] + scalars["beside_whole"] + scalars["headers_share"]
    behind = [np.stack([scalars[name] for name in _COMPARED], axis=1)]
    values = behind[0]
    best_row = np.stack([_best(row, values[:, k], 0.0) for k in range(values.shape[1])], axis=1)
    best_column = np.stack([_best(column, values[:, k], 0.0) for k in range(values.shape[1])], axis=1)
    compared = [values - values.max(axis=0, keepdims=True), values - best_row, values - best_column]
    fixed = _own(prepared, match)
    times = _times(question, prepared)
    asked = _asked(question, prepared, match)
    return np.hstack([fixed, np.stack([scalars[name] for name in _SCALARS], axis=1), *compared, times, np.tile(asked, (count, 1))])


def _own(prepared: PreparedTable, match: dict[str, np.ndarray]) -> np.ndarray:
    boxes, roles = prepared.boxes, prepared.roles
    top, left, bottom, right = boxes.T
    header_texts = [tuple(prepared.table.texts[c] for c in path) for path in roles.above]
    beside_texts = [tuple(prepared.table.texts[c] for c in path) for path in roles.beside]
    data_row = [int((prepared.row[n] & (boxes[:, 1] < left[n]) & (roles.best == roles.best[n])).sum()) for n in range(len(top))]
    data_column = [int((prepared.column[n] & (boxes[:, 0] < top[n]) & (roles.best == roles.best[n])).sum()) for n in range(len(top))]
    return np.stack([
        match["cover"], match["share"], match["run"], match["near"], np.array([len(a) for a in prepared.atoms]), prepared.kinds, top, left,
        prepared.table.height - 1 - bottom, prepared.table.width - 1 - right, bottom - top + 1, right - left + 1,
        roles.chances[:, COLUMN_NAME], roles.chances[:, ROW_NAME], roles.chances[:, COLUMN_KEY], roles.chances[:, ROW_KEY],
        np.array([len(path) for path in roles.above]), np.array([len(path) for path in roles.beside]),
        np.array([header_texts.count(path) for path in header_texts]), np.array([beside_texts.count(path) for path in beside_texts]),
        np.array(data_row), np.array(data_column),
    ], axis=1).astype(float)  # fmt: skip


def _times(question: str, prepared: PreparedTable) -> np.ndarray:
    """For each idea of time: 1 where header and question have it, -1 where only the header has, 0 where neither, -2 where only the question has."""
    said = ideas(question)
    columns = []
    for name in _TIMES:
        place = prepared.words.get("@" + name)
        if place is None:
            held = np.zeros(len(prepared.atoms), dtype=bool)
        else:
            held = np.maximum(prepared.above_words[:, place], prepared.beside_words[:, place]) > 0
        columns.append(np.where(held, 1.0 if name in said else -1.0, -2.0 if name in said else 0.0))
    return np.stack(columns, axis=1)


def _asked(question: str, prepared: PreparedTable, match: dict[str, np.ndarray]) -> np.ndarray:
    said = ideas(question)
    named = (match["cover"] >= NAMED) & (match["run"] >= 0.6)
    best = prepared.roles.best
    names, keys = np.isin(best, (COLUMN_NAME, ROW_NAME)), np.isin(best, (COLUMN_KEY, ROW_KEY))
    words = grams(question)
    known = sum(weight for word, weight in words.items() if word in prepared.words) / max(sum(words.values()), 1e-6)
    return np.array([
        *(float(name in said) for name in _TIMES), *question_cues(question), len(atoms(question)), known, int((named & is_header(prepared)).sum()),
        int((named & names).sum()), int((named & keys).sum()), len(best), prepared.table.height, prepared.table.width,
        np.isin(best, (ROW_NAME, ROW_KEY)).mean(), np.isin(best, (COLUMN_NAME, COLUMN_KEY)).mean(),
    ])  # fmt: skip
