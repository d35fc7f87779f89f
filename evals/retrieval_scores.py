"""How well rankings find what is relevant: recall, hits and mean reciprocal rank. Rankings hold ids, the best first.

Pure functions; nothing here knows where a ranking comes from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

CUTS = (1, 5, 10)
RANKED = 10
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def first_rank(ranked: Sequence[str], relevant: Collection[str]) -> int | None:
    """The place of the first relevant id, from 1; None where none is among those ranked."""
    return next((place for place, name in enumerate(ranked, start=1) if name in relevant), None)


def recall_at(ranked: Sequence[str], relevant: Collection[str], cut: int) -> float:
    """The share of the relevant ids that stand among the first `cut`, 0…1. There must be a relevant id."""
    return len(set(ranked[:cut]) & set(relevant)) / len(set(relevant))


def share_within(ranks: Sequence[int | None], cut: int) -> float:
    """The share of questions whose first relevant id stands among the first `cut`; `ranks` as of `first_rank`, not empty."""
    return sum(rank is not None and rank <= cut for rank in ranks) / len(ranks)


def mean_reciprocal_rank(ranks: Iterable[int | None], cut: int = RANKED) -> float:
    """The mean of 1 / rank, 0 for what is not found among the first `cut`."""
    gained = [1 / rank if rank is not None and rank <= cut else 0.0 for rank in ranks]
    return sum(gained) / len(gained)


@dataclass(frozen=True, slots=True)
class RetrievalScores:
    """Recall at each of CUTS, 0…1, and the mean reciprocal rank over all questions."""

    recall: tuple[float, ...]
    reciprocal: float


def score_rankings(rankings: Sequence[tuple[Sequence[str], Collection[str]]]) -> RetrievalScores:
    """The scores of (ranked, relevant) pairs, at least one of them."""
    recall = tuple(sum(recall_at(ranked, relevant, cut) for ranked, relevant in rankings) / len(rankings) for cut in CUTS)
    return RetrievalScores(recall, mean_reciprocal_rank([first_rank(ranked, relevant) for ranked, relevant in rankings]))


def score_by_lot(sizes: Sequence[Sequence[int]]) -> RetrievalScores:
    """The scores to be expected of a ranking that errs only among texts that cannot be told apart. `sizes` holds for each question,
    of each relevant text, how many texts (itself among them) a lot has to be drawn from; at least one question."""
    recall = tuple(sum(min(sum(min(1.0, cut / size) for size in own), cut) / len(own) for own in sizes) / len(sizes) for cut in CUTS)
    return RetrievalScores(recall, sum(sum(1 / rank for rank in range(1, min((*own, RANKED)) + 1)) / min(own) for own in sizes) / len(sizes))


def figures_in(text: str) -> list[str]:
    """The figures of a text as printed, years and codes among them: what tells texts with the same words apart."""
    return _FIGURE.findall(text)


def without_figures(text: str) -> str:
    """A text with its figures masked and its spaces as one: equal for texts that differ in figures only."""
    return re.sub(r"\s+", " ", _FIGURE.sub("0", text)).strip()
