"""Vectors of a visitor's reports, in memory only: few, short-lived, searched one by one. It embeds nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from index.vectors import nearest, unit


class MemoryVectors:
    """A `VectorSearch` that vectors are added to while it is searched. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, dict[str, np.ndarray]] = {}  # by file and text

    def add(self, file: str, texts: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Add the vectors of some texts of a file. They are brought to unit length."""
        rows = {text: unit(vector) for text, vector in zip(texts, vectors, strict=True)}
        with self._lock:
            self._held.setdefault(file, {}).update(rows)

    def remove(self, file: str) -> None:
        """Forget the vectors of a file."""
        with self._lock:
            self._held.pop(file, None)

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest of `texts`, best first."""
        wanted = frozenset(texts)
        with self._lock:
            held = {text: row for rows in self._held.values() for text, row in rows.items() if text in wanted}
        return nearest(held, vector, count)
