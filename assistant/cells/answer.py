"""Questions on a collection of tables: which table is meant, and which of its cells answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from assistant.cells.choose import Choice, choose_cells
from assistant.cells.prepared import prepare_table, texts_to_embed
from assistant.cells.search import TableSearch
from index.cells import CellTable
from index.vectors import CELLS, Vectors


class TableAnswers:
    """Tables ready for questions, counted from 0. Their cells are embedded when a question first needs it."""

    def __init__(self, tables: Sequence[CellTable], vectors: Vectors) -> None:
        self._tables = tuple(prepare_table(table) for table in tables)
        self._vectors = vectors
        self._questions: dict[str, np.ndarray] = {}

    @cached_property
    def _cells(self) -> dict[str, np.ndarray]:
        return self._vectors.embedded(CELLS, [text for table in self._tables for text in texts_to_embed(table)])

    @cached_property
    def _search(self) -> TableSearch:
        return TableSearch(self._tables, self._cells)

    def choose(self, question: str, table: int) -> Choice:
        """The cells of one table that answer a question."""
        return choose_cells(question, self._tables[table], self._vector(question), self._cells)

    def rank(self, question: str) -> list[int]:
        """All tables in the order in which they may answer a question."""
        return self._search.rank(question, self._vector(question))

    def _vector(self, question: str) -> np.ndarray:
        if question not in self._questions:
            self._questions[question] = np.array(self._vectors.embed_query(question), dtype=np.float32)
        return self._questions[question]
