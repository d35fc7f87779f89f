"""Which table of a collection answers a question: words, meaning and how well its best cell fits, weighed by trees.

Tables that print the same words cannot be told apart by a question that names nothing else; then the first one stands first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.cells.choose import cell_chances
from assistant.cells.features import FEATURES as CELL_FEATURES
from assistant.cells.features import cell_features, rounded
from assistant.cells.prepared import PreparedTable, embedded_text, is_header
from index.cells import BLANK
from index.lexical import LexicalTables
from index.trees import load_forest
from index.words import grams

# Turns the evidence for cells, shape (cells, features), into the chance of each.
Chances = Callable[[np.ndarray], np.ndarray]
WEIGHTS = Path(__file__).with_name("search.json")
# Tables looked into cell by cell: on training questions the right one is among the first 20 in 99 of 100 cases.
CANDIDATES = 20
# How much a cosine counts beside the share of the best lexical score; cosines of the model lie in a band of about 0.2.
LABEL_SHARE, TABLE_SHARE = 1.5, 1.0
_GAPS = (
    "words", "near_table", "near_label", "explained", "fit", "certain", "named", "around", "header_words", "whole_names", "whole_keys",
    "whole_data", "whole_path", "both",
)  # fmt: skip
FEATURES = (
    *_GAPS, *(f"{name}_behind" for name in _GAPS), "place", "rarest", "second", "headers_share", "all_share", "known",
    "cells", "answers", "blanks", "twins", "best_kind", "best_cover", "best_run", "names_run", "keys_run", "above_whole", "beside_whole",
)  # fmt: skip
# A cell's text counts as standing in the question where its words and their order do to this share.
WHOLE = 0.95
# Scores nearer than this come from the same words.
EQUAL = 1e-9
_COLUMN = {name: place for place, name in enumerate(CELL_FEATURES)}


class TableSearch:
    """A collection of tables ready to be searched. `vectors` are those of the cells' texts as they are embedded."""

    def __init__(self, tables: Sequence[PreparedTable], vectors: Mapping[str, np.ndarray]) -> None:
        self._tables = tuple(tables)
        self._vectors = vectors
        named = [is_header(table).tolist() for table in tables]
        headers = [
            [text for text, is_named in zip(table.table.texts, flags, strict=True) if is_named]
            for table, flags in zip(tables, named, strict=True)
        ]
        self._lexical = LexicalTables([(table.table.texts, flags) for table, flags in zip(tables, named, strict=True)])
        self._header_words = LexicalTables([(texts, [False] * len(texts)) for texts in headers])
        # For each table the mean of its headers' vectors, and all of them with the table they are of.
        size = len(next(iter(vectors.values()))) if vectors else 1
        self._means = np.zeros((len(self._tables), size))
        labels, owners = [np.zeros((0, size))], [np.zeros(0, dtype=int)]
        for number, texts in enumerate(headers):
            found = [vectors[text] for text in dict.fromkeys(map(embedded_text, texts)) if text in vectors]
            if found:
                mean = np.mean(found, axis=0, dtype=float)
                self._means[number] = mean / max(float(np.linalg.norm(mean)), EQUAL)
                labels.append(np.array(found, dtype=float))
                owners.append(np.full(len(found), number))
        self._labels, self._owners = np.vstack(labels), np.concatenate(owners)

    def rank(self, question: str, vector: np.ndarray) -> list[int]:
        """All tables, the best first; the order is the same in every run."""
        candidates, features, rest = self.candidates(question, vector, cell_chances)
        scores = load_forest(WEIGHTS, FEATURES).scores(features)[:, 0]
        return [int(candidates[place]) for place in np.argsort(-scores, kind="stable")] + rest

    def candidates(self, question: str, vector: np.ndarray, chances: Chances) -> tuple[np.ndarray, np.ndarray, list[int]]:
        """(the likeliest tables, their features of shape (tables, FEATURES), the other tables in order)."""
        words, header_words = self._lexical.scores(question), self._header_words.scores(question)
        vector = vector.astype(float)
        near_label = np.full(len(self._tables), -1.0)
        np.maximum.at(near_label, self._owners, self._labels @ vector)
        near_table = self._means @ vector
        first = (
            words / max(float(words.max()), 1e-9) + LABEL_SHARE * (near_label - near_label.max()) + TABLE_SHARE * (near_table - near_table.max())
        )  # fmt: skip
        order = np.argsort(-rounded(first), kind="stable")
        picked = order[:CANDIDATES]
        evidence = [cell_features(question, self._tables[number], vector, self._vectors) for number in picked]
        fits = np.split(chances(np.vstack(evidence)), np.cumsum([len(cells) for cells in evidence])[:-1])
        asked = {word: weight * self._lexical.rarity(word) for word, weight in grams(question).items()}
        places = np.argsort(np.argsort(-rounded(words[picked]), kind="stable"), kind="stable")
        rows = [
            {
                "words": words[number], "header_words": header_words[number], "near_table": near_table[number], "near_label": near_label[number],
                "place": place, "twins": int((np.abs(words[picked] - words[number]) < EQUAL).sum()),
                **_words_held(self._tables[number], cells, int(fit.argmax()), asked), **_fit_of_cells(self._tables[number], cells, fit),
            }
            for place, number, cells, fit in zip(places, picked, evidence, fits, strict=True)
        ]  # fmt: skip
        for name in _GAPS:
            best = max(row[name] for row in rows)
            for row in rows:
                row[f"{name}_behind"] = row[name] - best
        features = rounded(np.array([[row[name] for name in FEATURES] for row in rows], dtype=float))
        return picked, features, [int(number) for number in order[CANDIDATES:]]


def _words_held(table: PreparedTable, cells: np.ndarray, best: int, asked: Mapping[str, float]) -> dict[str, float]:
    """How much of the question stands in the table, in the headers of its `best` cell and around that, by rarity in the
    collection; and how much in names, keys and values that the question holds whole."""
    total = sum(asked.values()) or 1.0
    held = [word for word in asked if word in table.words]
    weights = np.zeros(len(table.words))
    for word in held:
        weights[table.words[word]] = asked[word]
    headers = np.maximum(table.above_words[best], table.beside_words[best])
    around = np.maximum.reduce([headers, table.row_words[best], table.column_words[best]])
    roles = table.roles.chances
    names, keys = roles[:, 0] + roles[:, 1] > 0.5, roles[:, 2] + roles[:, 3] > 0.5
    inside = (cells[:, _COLUMN["own_run"]] >= WHOLE) & (cells[:, _COLUMN["own_cover"]] >= WHOLE)
    path = headers @ table.rarity
    return {
        "explained": weights.sum() / total, "named": headers @ weights / total, "around": around @ weights / total,
        "rarest": max((asked[word] for word in held), default=0.0),
        "whole_path": float(headers @ (table.rarity * (weights > 0)) / path) if path else 0.0,
        **{
            name: table.holds[inside & part].max(axis=0) @ weights / total if (inside & part).any() else 0.0
            for name, part in (("whole_names", names), ("whole_keys", keys), ("whole_data", ~names & ~keys))
        },
    }  # fmt: skip


def _fit_of_cells(table: PreparedTable, cells: np.ndarray, fit: np.ndarray) -> dict[str, float]:
    """How well single cells fit the question: `cells` is their evidence, `fit` their chances."""
    best = int(fit.argmax())
    ordered = np.sort(fit)[::-1]
    named = cells[:, _COLUMN["own_run"]] * cells[:, _COLUMN["own_cover"]]
    roles = table.roles.chances
    return {
        "fit": ordered[0], "second": ordered[1] if len(ordered) > 1 else 0.0, "certain": float(np.log(np.maximum(fit, 1 - fit)).sum()),
        "answers": int((fit > 0.5).sum()), "cells": len(fit), "blanks": float((table.kinds == BLANK).mean()), "best_kind": table.kinds[best],
        "headers_share": cells[:, _COLUMN["headers_share"]].max(), "all_share": cells[:, _COLUMN["all_share"]].max(),
        "known": cells[0, _COLUMN["known_share"]], "both": cells[best, _COLUMN["both"]],
        "best_cover": cells[best, _COLUMN["inner_cover"]], "best_run": cells[best, _COLUMN["inner_run"]],
        "above_whole": cells[best, _COLUMN["above_whole"]], "beside_whole": cells[best, _COLUMN["beside_whole"]],
        "names_run": (named * (roles[:, 0] + roles[:, 1])).max(), "keys_run": (named * (roles[:, 2] + roles[:, 3])).max(),
    }  # fmt: skip
