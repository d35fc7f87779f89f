"""Which texts of a collection fit a question: words, whole names, best line and meaning, joined into one score.

A text is a passage or a table written as lines; cells of a line are told apart by tabs, bars or spaces where they are. It knows
nothing of what a cell answers: `assistant.cells.search` weighs that. Vectors are made elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.lexical import LexicalTables
from index.whole_names import WholeNames
from index.words import grams

# What each evidence counts beside that of the words, which goes up to 1; nearness is counted in standard deviations over the
# collection, as the cosines of each model lie in a band of their own. Found on the training part of IM-TQA among 0 … 0.5, 0 … 0.6
# and 0 … 0.3, where they change little; on passages of the project's own report 0.2 … 0.3 is best for MEANING.
NAMES, LINE, MEANING = 0.3, 0.2, 0.2
# A line longer than this is prose and is read sentence by sentence.
LONGEST_LINE = 80
LEAST = 1e-9
_SENTENCE = re.compile(r"(?<=[。！？；])|(?<=[.!?;]) +")
_BARS = re.compile(r"\s*[|｜]\s*")
# A space beside a Chinese character or between figures parts cells; one beside a word in letters does not.
_SPACES = re.compile(r"[ \u3000]{2,}|(?<=[\u3400-\u9fff）％]) | (?=[\u3400-\u9fff])|(?<=[\d%)]) (?=[-+(]?\d)")

Lines = Sequence[Sequence[str]]


def split_lines(text: str) -> list[list[str]]:
    """The lines of a text, each as its cells; prose as its sentences. Nothing empty is kept."""
    found = []
    for line in text.splitlines():
        for row in _SENTENCE.split(line) if len(line) > LONGEST_LINE and not re.search(r"[\t|｜]", line) else [line]:
            cells = row.split("\t") if "\t" in row else _BARS.split(row) if re.search(r"[|｜]", row) else _SPACES.split(row)
            kept = [cell.strip() for cell in cells if cell.strip()]
            if kept:
                found.append(kept)
    return found


@dataclass(frozen=True)
class Evidence:
    """What tells for each text, shape (texts,): BM25 of `words`, rarity of `names` held whole, the best of its `lines`, nearness
    in `meaning` in standard deviations; `total` joins them."""

    words: np.ndarray
    names: np.ndarray
    lines: np.ndarray
    meaning: np.ndarray

    @property
    def total(self) -> np.ndarray:
        joined = _share(self.words) + NAMES * _share(self.names) + LINE * _share(self.lines) + MEANING * self.meaning
        # Sums in another order differ in their last digits: rounded, what is equal stays equal.
        return np.round(joined, 9)


class TextFusion:
    """Texts ready for questions, counted from 0; each is given as its lines (`split_lines`)."""

    def __init__(self, documents: Sequence[Lines]) -> None:
        parts = [[cell for line in lines for cell in line] for lines in documents]
        self._words = LexicalTables([(cells, [False] * len(cells)) for cells in parts], distinct=True)
        self._names = WholeNames(parts)
        rows = [(number, line) for number, lines in enumerate(documents) for line in lines]
        self._count = len(parts)
        self._owners = np.array([number for number, _ in rows], dtype=int)
        self._heads = np.searchsorted(self._owners, self._owners)  # for each line the first line of its text
        holders: dict[str, list[int]] = {}
        for place, (_, line) in enumerate(rows):
            for word in {word: None for cell in line for word in grams(cell)}:
                holders.setdefault(word, []).append(place)
        self._holders = {word: np.array(places) for word, places in holders.items()}

    def words(self, question: str) -> np.ndarray:
        """How well each text holds the words of a question (BM25); shape (texts,)."""
        return self._words.scores(question)

    def scores(self, question: str, near: np.ndarray) -> np.ndarray:
        """How well each text fits a question that is `near` it in meaning, shape (texts,): only their order tells."""
        return self.evidence(question, near).total

    def evidence(self, question: str, near: np.ndarray) -> Evidence:
        """The parts of `scores`."""
        spread = float(near.std()) if self._count else 0.0
        meaning = (near - near.mean()) / spread if spread > LEAST else np.zeros(self._count)
        return Evidence(self.words(question), self._names.match(question).score, self._best_lines(question), meaning)

    def _best_lines(self, question: str) -> np.ndarray:
        """For each text how much of the question, by rarity, stands in its best line and its first one together."""
        own, both = np.zeros(len(self._owners)), np.zeros(len(self._owners))
        in_head = np.zeros(len(self._owners), dtype=bool)
        for word, weight in grams(question).items():
            places = self._holders.get(word)
            if places is None:
                continue
            worth, heads = weight * self._words.rarity(word), self._heads[places]
            own[places] += worth
            in_head[places[heads == places]] = True
            both[places[in_head[heads]]] += worth  # held by the line and its first line: counted once
            in_head[places] = False
        best = np.zeros(self._count)
        np.maximum.at(best, self._owners, own + own[self._heads] - both)
        return best


def _share(scores: np.ndarray) -> np.ndarray:
    return scores / max(float(scores.max(initial=0.0)), LEAST)


def ranked(scores: np.ndarray) -> list[int]:
    """The numbers of texts by score, the best first; equal ones in their own order."""
    return np.argsort(-scores, kind="stable").tolist()
