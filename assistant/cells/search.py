"""Which table of a collection answers a question: words, meaning and how well its best cell fits, weighed by trees.

Tables that print the same words cannot be told apart by a question that names nothing else; then the first one stands first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from assistant.cells.choose import cell_chances
from assistant.cells.features import FEATURES as CELL_FEATURES
from assistant.cells.features import cell_features
from assistant.cells.prepared import PreparedTable, embedded_text, is_header
from index.cells import BLANK, KINDS
from index.lexical import LexicalTables
from index.trees import load_forest
from index.words import grams

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
_COLUMN = {name: place for place, name in enumerate(CELL_FEATURES)}


class TableSearch:
    """A collection of tables ready to be searched. `vectors` are those of the cells' texts as they are embedded."""

    def __init__(self, tables: Sequence[PreparedTable], vectors: Mapping[str, np.ndarray]) -> None:
        self._tables = tuple(tables)
        self._vectors = vectors
        self._lexical = LexicalTables([(table.table.texts, is_header(table).tolist()) for table in tables])
        headers_only = [
            [text for text, named in zip(table.table.texts, is_header(table), strict=True) if named] for table in tables
        ]
        self._header_words = LexicalTables([(texts, [False] * len(texts)) for texts in headers_only])
        size = len(next(iter(vectors.values()))) if vectors else 1
        self._means = np.zeros((len(self._tables), size), dtype=np.float32)
        labels, owners = [np.zeros((0, size), dtype=np.float32)], [np.zeros(0, dtype=int)]
        for number, table in enumerate(self._tables):
            headers = [embedded_text(text) for text, named in zip(table.table.texts, is_header(table), strict=True) if named]
            found = [vectors[text] for text in dict.fromkeys(headers) if text in vectors]
            if found:
                mean = np.mean(found, axis=0)
                self._means[number] = mean / max(float(np.linalg.norm(mean)), 1e-9)
                labels.append(np.array(found, dtype=np.float32))
                owners.append(np.full(len(found), number))
        self._labels, self._owners = np.vstack(labels), np.concatenate(owners)

    def rank(self, question: str, vector: np.ndarray) -> list[int]:
        """All tables, the best first; the order is the same in every run."""
        candidates, features, rest = self.candidates(question, vector, cell_chances)
        scores = load_forest(WEIGHTS, FEATURES).scores(features)[:, 0]
        return [int(candidates[place]) for place in np.argsort(-scores, kind="stable")] + rest

    def candidates(self, question: str, vector: np.ndarray, chances) -> tuple[np.ndarray, np.ndarray, list[int]]:  # noqa: ANN001
        """(the likeliest tables, their features, the other tables in order). `chances` turns cell features into chances."""
        words = self._lexical.scores(question)
        near_label = np.full(len(self._tables), -1.0)
        np.maximum.at(near_label, self._owners, self._labels @ vector)
        near_table = self._means @ vector
        first = (
            words / max(float(words.max()), 1e-9) + LABEL_SHARE * (near_label - near_label.max()) + TABLE_SHARE * (near_table - near_table.max())
        )  # fmt: skip
        order = np.argsort(-first, kind="stable")
        picked = order[:CANDIDATES]
        features = self._features(question, vector, picked, words, near_table, near_label, chances)
        return picked, features, [int(number) for number in order[CANDIDATES:]]

    def _features(
        self, question: str, vector: np.ndarray, picked: np.ndarray, words: np.ndarray, near_table: np.ndarray, near_label: np.ndarray,
        chances,  # noqa: ANN001
    ) -> np.ndarray:  # fmt: skip
        evidence = [cell_features(question, self._tables[number], vector, self._vectors) for number in picked]
        fits = np.split(chances(np.vstack(evidence)), np.cumsum([len(rows) for rows in evidence])[:-1])
        asked = {word: weight * self._lexical.rarity(word) for word, weight in grams(question).items()}
        total = sum(asked.values()) or 1.0
        header_words = self._header_words.scores(question)
        places = np.argsort(np.argsort(-words[picked], kind="stable"), kind="stable")
        rows = []
        for place, number, cells, fit in zip(places, picked, evidence, fits, strict=True):
            table = self._tables[number]
            best = int(fit.argmax())
            ordered = np.sort(fit)[::-1]
            weights = np.zeros(len(table.words))
            held = [word for word in asked if word in table.words]
            for word in held:
                weights[table.words[word]] = asked[word]
            headers = np.maximum(table.above_words[best], table.beside_words[best])
            around = np.maximum.reduce([headers, table.row_words[best], table.column_words[best]])
            named = cells[:, _COLUMN["own_run"]] * cells[:, _COLUMN["own_cover"]]
            roles = table.roles.chances
            inside = (cells[:, _COLUMN["own_run"]] >= WHOLE) & (cells[:, _COLUMN["own_cover"]] >= WHOLE)
            names, keys = roles[:, 0] + roles[:, 1] > 0.5, roles[:, 2] + roles[:, 3] > 0.5
            told = [table.holds[inside & part].max(axis=0) @ weights / total if (inside & part).any() else 0.0
                    for part in (names, keys, ~names & ~keys)]
            path = headers @ table.rarity
            rows.append([
                words[number], near_table[number], near_label[number], weights.sum() / total, ordered[0],
                float(np.log(np.maximum(fit, 1 - fit)).sum()), headers @ weights / total, around @ weights / total,
                header_words[number], *told, float(headers @ (table.rarity * (weights > 0)) / path) if path else 0.0, cells[best, _COLUMN["both"]],
                place, max((asked[word] for word in held), default=0.0), ordered[1] if len(ordered) > 1 else 0.0,
                cells[:, _COLUMN["headers_share"]].max(), cells[:, _COLUMN["all_share"]].max(), cells[0, _COLUMN["known_share"]],
                len(fit), int((fit > 0.5).sum()), float((table.kinds == BLANK).mean()),
                int((np.abs(words[picked] - words[number]) < 1e-9).sum()), table.kinds[best] if 0 <= table.kinds[best] < KINDS else 0,
                cells[best, _COLUMN["inner_cover"]], cells[best, _COLUMN["inner_run"]],
                (named * (roles[:, 0] + roles[:, 1])).max(), (named * (roles[:, 2] + roles[:, 3])).max(),
                cells[best, _COLUMN["above_whole"]], cells[best, _COLUMN["beside_whole"]],
            ])  # fmt: skip
        made = np.array(rows, dtype=float)
        gaps = made[:, : len(_GAPS)] - made[:, : len(_GAPS)].max(axis=0)
        return np.hstack([made[:, : len(_GAPS)], gaps, made[:, len(_GAPS) :]])
