"""Vectors of a visitor's reports, in memory only: few, short-lived, searched one by one. It embeds nothing."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np


class MemoryVectors:
    """A `VectorSearch` that vectors are added to while it is searched. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str], list[tuple[tuple[str, ...], np.ndarray]]] = {}

    def add(self, collection: str, file: str, ids: Sequence[str], vectors: Sequence[Sequence[float]]) -> None:
        """Add the vectors of some texts of a file. They are brought to unit length."""
        rows = np.asarray(vectors, dtype=np.float32)
        rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        with self._lock:
            self._held.setdefault((collection, file), []).append((tuple(ids), rows))

    def remove(self, file: str) -> None:
        """Forget the vectors of a file."""
        with self._lock:
            for key in [key for key in self._held if key[1] == file]:
                del self._held[key]

    def search(
        self, collection: str, vector: Sequence[float], count: int, files: Sequence[str]
    ) -> list[tuple[str, float]]:
        """(id, cosine similarity) of the nearest texts of `files`, best first."""
        with self._lock:
            parts = [part for file in dict.fromkeys(files) for part in self._held.get((collection, file), ())]
        asked = np.asarray(vector, dtype=np.float32)
        asked = asked / max(float(np.linalg.norm(asked)), 1e-12)
        found = [(key, float(near)) for ids, rows in parts for key, near in zip(ids, rows @ asked, strict=True)]
        return sorted(found, key=lambda pair: -pair[1])[:count]
