"""Which texts of a collection a question names word for word: a cell, a header or a line that stands in it whole.

A name that few texts hold tells more than one that many hold. Order, spaces, numbering in front ("一、", "其中：") and a unit
in brackets behind do not matter. It knows words only; nothing here is ever shown.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from index.words import plain

SHORTEST, LONGEST = 2, 30
_NUMBERING = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]|(?:其中|加|减|注)[:：])+")
_BRACKETS = re.compile(r"[（(][^（()）]{0,12}[)）]$")
_SPACES = re.compile(r"\s+")
# A name has a letter or is a number long enough to be a code or a year.
_NAME = re.compile(r"[a-z\u3400-\u9fff]|\d{3,}")


@lru_cache(maxsize=1 << 15)
def bare_name(text: str) -> str:
    """A text as it is compared: plain, without spaces, numbering, brackets and marks at its end; "" where that is no name."""
    name = _BRACKETS.sub("", _NUMBERING.sub("", _SPACES.sub("", plain(text)))).rstrip("%:：")
    return name if SHORTEST <= len(name) <= LONGEST and _NAME.search(name) else ""


@dataclass(frozen=True)
class NamesFound:
    """For each document, shape (documents,): the rarity of the names the question holds, none inside another (`score`), the
    share of the question they cover (`cover`), and the rarest of them (`rarest`)."""

    score: np.ndarray
    cover: np.ndarray
    rarest: np.ndarray


class WholeNames:
    """The names of documents. A document is given as its parts: cells of a table, or lines."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._count = len(documents)
        holders: dict[str, dict[int, None]] = defaultdict(dict)
        for number, parts in enumerate(documents):
            for part in parts:
                name = bare_name(part)
                if name:
                    holders[name][number] = None
        self._holders = {name: np.array(list(found)) for name, found in holders.items()}

    def rarity(self, text: str) -> float:
        """How much a name tells of which document is meant; 0 where none holds it."""
        return self._rarity(bare_name(text))

    def _rarity(self, name: str) -> float:
        found = self._holders.get(name)
        return 0.0 if found is None else math.log(1 + (self._count - len(found) + 0.5) / (len(found) + 0.5))

    def match(self, question: str) -> NamesFound:
        """The names that stand in a question, longest first, by the documents that hold them."""
        said = _SPACES.sub("", plain(question))
        hits = [
            (start, end)
            for start in range(len(said))
            for end in range(start + SHORTEST, min(len(said), start + LONGEST) + 1)
            if said[start:end] in self._holders
        ]
        score, rarest = np.zeros(self._count), np.zeros(self._count)
        covered = np.zeros((self._count, len(said)), dtype=bool)
        for start, end in sorted(hits, key=lambda hit: (hit[0] - hit[1], hit[0])):
            holders = self._holders[said[start:end]]
            free = holders[~covered[holders, start:end].any(axis=1)]
            rarity = self._rarity(said[start:end])
            score[free] += rarity
            rarest[free] = np.maximum(rarest[free], rarity)
            covered[free, start:end] = True
        return NamesFound(score, covered.mean(axis=1) if said else np.zeros(self._count), rarest)
