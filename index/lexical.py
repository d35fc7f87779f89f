"""Which tables of a collection hold the words of a question: BM25 over characters, pairs, English stems and ideas.

It ranks by words alone. Meaning and the fit of single cells are added in `assistant.cells.search`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from index.words import grams

# Found on the training part of IM-TQA among 0.2 … 1.2, 0.2 … 0.75 and 0 … 3; words of headers count twice.
SATURATION, LENGTH_SHARE, HEADER_WEIGHT = 0.4, 0.4, 1.0


class LexicalTables:
    """The words of tables. A table is given as its texts and which of them are headers; tables count from 0."""

    def __init__(self, tables: Sequence[tuple[Sequence[str], Sequence[bool]]]) -> None:
        self._count = len(tables)
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        lengths = np.zeros(self._count)
        for number, (texts, headers) in enumerate(tables):
            counts: Counter[str] = Counter()
            for text, header in zip(texts, headers, strict=True):
                words = grams(text)
                lengths[number] += len(words)
                for word in words:
                    counts[word] += 1.0 + (HEADER_WEIGHT if header else 0.0)
            for word, times in counts.items():
                postings[word].append((number, times))
        self._lengths = lengths / max(lengths.mean(), 1.0) if self._count else lengths
        self._postings = {
            word: (np.array([number for number, _ in found]), np.array([times for _, times in found]))
            for word, found in postings.items()
        }

    def rarity(self, word: str) -> float:
        """How much a word tells of which table is meant; 0 where no table holds it."""
        found = self._postings.get(word)
        if found is None:
            return 0.0
        return math.log(1 + (self._count - len(found[0]) + 0.5) / (len(found[0]) + 0.5))

    def scores(self, question: str) -> np.ndarray:
        """How well each table holds the question's words; shape (tables,)."""
        scores = np.zeros(self._count)
        for word, weight in grams(question).items():
            found = self._postings.get(word)
            if found is None:
                continue
            tables, times = found
            damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * self._lengths[tables])
            scores[tables] += weight * self.rarity(word) * times * (SATURATION + 1) / (times + damping)
        return scores
