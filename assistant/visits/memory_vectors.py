"""Vectors of a visitor's reports, in memory only: few, short-lived, searched one by one. It embeds nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np


class MemoryVectors:
    """A `VectorSearch` that vectors are added to while it is searched. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, dict[str, np.ndarray]] = {}  # by file and text

    def add(self, file: str, texts: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Add the vectors of some texts of a file. They are brought to unit length."""
        rows = np.asarray(vectors, dtype=np.float32)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        with self._lock:
            self._held.setdefault(file, {}).update(zip(texts, rows, strict=True))

    def remove(self, file: str) -> None:
        """Forget the vectors of a file."""
        with self._lock:
            self._held.pop(file, None)

    def search(self, vector: Sequence[float], texts: Sequence[str], count: int) -> list[tuple[str, float]]:
        """(text, cosine similarity) of the nearest of `texts`, best first."""
        wanted = frozenset(texts)
        with self._lock:
            held = {text: row for rows in self._held.values() for text, row in rows.items() if text in wanted}
        if not held:
            return []
        asked = np.asarray(vector, dtype=np.float32)
        asked = asked / max(float(np.linalg.norm(asked)), 1e-12)
        found = zip(held, (float(near) for near in np.stack(list(held.values())) @ asked), strict=True)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:count]
