"""The longest run of characters or words that two texts share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache


# Tables searched for one question share most of their headers.
@lru_cache(maxsize=1 << 13)
def shared_run(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many neighbouring atoms stand in both, in the same order."""
    best = 0
    before: Sequence[int] = [0] * (len(other) + 1)
    for atom in one:
        row = [0] * (len(other) + 1)
        for place, found in enumerate(other, start=1):
            if found == atom:
                row[place] = before[place - 1] + 1
                if row[place] > best:
                    best = row[place]
        before = row
    return best
