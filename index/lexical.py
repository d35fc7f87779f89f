"""Which texts of a collection hold the words of a question: BM25 over characters, pairs, English stems and ideas.

A document is given as its parts: the cells of a table, or the lines of a text. It ranks by words alone: meaning is added
in `index.fusion`, the fit of single cells in `assistant.cells.search`.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from index.words import grams

# Found on the training part of IM-TQA among 0.2 … 1.2, 0.2 … 0.75 and 0 … 3; words of headers count twice.
SATURATION, LENGTH_SHARE, HEADER_WEIGHT = 0.4, 0.4, 1.0
# Where length is counted in distinct words: a long list of the same words is not a long text.
DISTINCT_SHARE = 0.7


class LexicalTables:
    """The words of documents, counted from 0, each given as its parts and which of them are headers. With `distinct`, a
    document is as long as the number of its distinct words."""

    def __init__(self, documents: Sequence[tuple[Sequence[str], Sequence[bool]]], distinct: bool = False) -> None:
        self._count = len(documents)
        self._length_share = DISTINCT_SHARE if distinct else LENGTH_SHARE
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        lengths = np.zeros(self._count)
        for number, (texts, headers) in enumerate(documents):
            counts: Counter[str] = Counter()
            for text, header in zip(texts, headers, strict=True):
                words = grams(text)
                lengths[number] += len(words)
                for word in words:
                    counts[word] += 1.0 + (HEADER_WEIGHT if header else 0.0)
            if distinct:
                lengths[number] = len(counts)
            for word, times in counts.items():
                postings[word].append((number, times))
        self._lengths = lengths / max(lengths.mean(), 1.0) if self._count else lengths
        self._postings = {
            word: (np.array([number for number, _ in found]), np.array([times for _, times in found]))
            for word, found in postings.items()
        }

    def rarity(self, word: str) -> float:
        """How much a word tells of which document is meant; 0 where none holds it."""
        found = self._postings.get(word)
        if found is None:
            return 0.0
        return math.log(1 + (self._count - len(found[0]) + 0.5) / (len(found[0]) + 0.5))

    def scores(self, question: str) -> np.ndarray:
        """How well each document holds the question's words; shape (documents,)."""
        scores = np.zeros(self._count)
        for word, weight in grams(question).items():
            found = self._postings.get(word)
            if found is None:
                continue
            tables, times = found
            damping = SATURATION * (1 - self._length_share + self._length_share * self._lengths[tables])
            scores[tables] += weight * self.rarity(word) * times * (SATURATION + 1) / (times + damping)
        return scores
