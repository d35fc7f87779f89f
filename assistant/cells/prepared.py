"""A table made ready for questions: words of its cells, headers of each, and which cells stand together.

It holds no question. Matrices over cells are (cells, cells), those over words (cells, words).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

import numpy as np

from index.cell_roles import DATA, Roles, find_roles
from index.cells import CellTable, kind_of
from index.words import atoms, grams

_DIGITS = re.compile(r"\d+")
# The model reads more, but the names of things stand at the front.
LONGEST_EMBEDDED = 80


def embedded_text(text: str) -> str:
    """What stands for a cell in the vector space: figures masked, as digits carry no meaning there. "" for no words."""
    masked = _DIGITS.sub("0", text).strip()[:LONGEST_EMBEDDED]
    return masked if re.search(r"[A-Za-z\u4e00-\u9fff]", masked) else ""


@dataclass(frozen=True, eq=False)
class PreparedTable:
    """`words` are all units of the table, `rarity` their weights in it, `holds` which cell holds which.

    `above`, `beside` mark the headers of each cell, `row`, `column` the other cells in its rows and columns; the
    `…_words` say which words stand in those. `lengths` is the summed weight of each cell's words.
    """

    table: CellTable
    roles: Roles
    kinds: np.ndarray
    atoms: tuple[tuple[str, ...], ...]
    words: dict[str, int]
    rarity: np.ndarray
    holds: np.ndarray
    lengths: np.ndarray
    above: np.ndarray
    beside: np.ndarray
    row: np.ndarray
    column: np.ndarray
    above_words: np.ndarray
    beside_words: np.ndarray
    row_words: np.ndarray
    column_words: np.ndarray
    boxes: np.ndarray


def prepare_table(table: CellTable) -> PreparedTable:
    """Work out once what every question about a table needs."""
    return prepare_with(table, find_roles(table))


def prepare_with(table: CellTable, roles: Roles) -> PreparedTable:
    """`prepare_table` with the roles given."""
    found = [grams(text) for text in table.texts]
    frequency = Counter(word for words in found for word in words)
    words = {word: place for place, word in enumerate(frequency)}
    count = len(found)
    holds = np.zeros((count, len(words)), dtype=np.float32)
    base = np.zeros(len(words))
    for number, weights in enumerate(found):
        for word, weight in weights.items():
            holds[number, words[word]] = 1.0
            base[words[word]] = max(base[words[word]], weight)
    rarity = base * np.array([math.log1p(count / n) for n in frequency.values()])
    boxes = np.array([(b.top, b.left, b.bottom, b.right) for b in table.boxes])
    top, left, bottom, right = boxes.T
    row = (top[:, None] <= bottom[None, :]) & (top[None, :] <= bottom[:, None])
    column = (left[:, None] <= right[None, :]) & (left[None, :] <= right[:, None])
    np.fill_diagonal(row, False)
    np.fill_diagonal(column, False)
    above, beside = _marks(roles.above, count), _marks(roles.beside, count)
    matrices = [m.astype(np.float32) for m in (above, beside, row, column)]
    with_words = [(m @ holds > 0).astype(np.float32) for m in matrices]
    return PreparedTable(
        table, roles, np.array([kind_of(text) for text in table.texts]), tuple(atoms(text) for text in table.texts), words, rarity, holds,
        holds @ rarity, above, beside, row, column, *with_words, boxes,
    )  # fmt: skip


def _marks(lists: tuple[tuple[int, ...], ...], count: int) -> np.ndarray:
    marks = np.zeros((count, count), dtype=bool)
    for number, cells in enumerate(lists):
        marks[number, list(cells)] = True
    return marks


def texts_to_embed(prepared: PreparedTable) -> list[str]:
    """The distinct texts of cells that may name something, as they are embedded."""
    texts = (embedded_text(text) for text in prepared.table.texts)
    return list(dict.fromkeys(text for text in texts if text))


def is_header(prepared: PreparedTable) -> np.ndarray:
    """Which cells are headers or keys of any kind."""
    return prepared.roles.best != DATA
