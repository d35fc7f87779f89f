"""Pair two lists one to one so that as many as possible find a partner. Knows nothing of what is paired."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def pair_most(order: Sequence[int], partners: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """A largest pairing of the left side with the right, as left -> right.

    `order` lists the left side, first choosers first; `partners` holds for each the right sides it may have. A left
    side that has found a partner keeps one: a later chooser may move it, never leave it alone (Kuhn's algorithm).
    """
    taken: dict[int, int] = {}

    def place(left: int, tried: set[int]) -> bool:
        for right in partners.get(left, ()):
            if right in tried:
                continue
            tried.add(right)
            if right not in taken or place(taken[right], tried):
                taken[right] = left
                return True
        return False

    for left in order:
        place(left, set())
    return {left: right for right, left in taken.items()}
