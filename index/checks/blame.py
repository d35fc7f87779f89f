"""Give every cause one finding: which of the figures that do not fit is the one most others speak against.

A figure that takes part in several trials that fail is doubted before figures that also take part in trials that hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.checks.types import CHANGE, DISAGREES, PARTS, PLACES, ROW_PARTS, Trial
from index.types import Fact

# What a figure should be is told best by a sum or a difference; a rate gives it only roughly.
_EXACT = (PARTS, ROW_PARTS, CHANGE, PLACES)


def settle(trials: Sequence[Trial]) -> list[tuple[Fact, tuple[Trial, ...]]]:
    """The doubted figures, each with the failed trials it explains, in the order of the report's lines."""
    support = Counter(fact.id for trial in trials if trial.outcome != DISAGREES for fact in trial.facts)
    open_trials = [trial for trial in trials if trial.outcome == DISAGREES]
    settled: list[tuple[Fact, tuple[Trial, ...]]] = []
    for trial in [trial for trial in open_trials if trial.certain]:
        if trial in open_trials:
            open_trials = _take(trial.target, open_trials, settled)
    while open_trials:
        open_trials = _take(_most_doubted(open_trials, support), open_trials, settled)
    return sorted(settled, key=lambda one: one[0].line)


def _take(fact: Fact, trials: list[Trial], settled: list[tuple[Fact, tuple[Trial, ...]]]) -> list[Trial]:
    explained = [trial for trial in trials if any(one.id == fact.id for one in trial.facts)]
    # the trial that is about the figure itself tells it best
    explained.sort(
        key=lambda trial: (
            not trial.certain,
            trial.target.id != fact.id,
            fact.id not in trial.expected,
            trial.kind not in _EXACT,
        )
    )
    settled.append((fact, tuple(explained)))
    return [trial for trial in trials if trial not in explained]


def _most_doubted(trials: Sequence[Trial], support: Counter[str]) -> Fact:
    against = Counter(fact.id for trial in trials for fact in trial.facts)
    targets = {trial.target.id for trial in trials}
    facts = {fact.id: fact for trial in trials for fact in trial.facts if fact.id in trial.expected}
    most = max(against[key] - support[key] for key in facts)
    doubted = [fact for key, fact in facts.items() if against[key] - support[key] == most]
    if len(doubted) > 1 and not any(fact.id in targets for fact in doubted):
        # nothing tells the parts of a sum apart: what is found is that they do not give their total
        tied = next(trial for trial in trials if doubted[0] in trial.facts)
        return _mistyped(tied, doubted) or tied.target
    first = next((fact for fact in doubted if fact.id in targets), doubted[0])
    tied = next(trial for trial in trials if first in trial.facts)
    return (_mistyped(tied, [*doubted, tied.target]) or first) if first.id == tied.target.id else first


def _mistyped(trial: Trial, doubted: Sequence[Fact]) -> Fact | None:
    """The one figure of a sum that a single slip of the keys would put right; None where there is none, or several."""
    if trial.kind not in (PARTS, ROW_PARTS):
        return None
    slips = [
        fact for fact in trial.facts if fact in doubted and is_one_slip(fact.printed, trial.expected.get(fact.id, ""))
    ]
    return slips[0] if len(slips) == 1 else None


def is_one_slip(printed: str, meant: str) -> bool:
    """Whether two prints differ by one digit wrong, one left out, one too many, or two neighbours swapped."""
    one, other = (re.sub(r"[^\d]", "", text) for text in (printed, meant))
    if len(one) > len(other):
        one, other = other, one
    if len(one) == len(other):
        wrong = [at for at in range(len(one)) if one[at] != other[at]]
        swapped = (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and one[wrong[0]] == other[wrong[1]]
            and one[wrong[1]] == other[wrong[0]]
        )
        return len(wrong) == 1 or swapped
    return len(other) == len(one) + 1 and any(other[:at] + other[at + 1 :] == one for at in range(len(other)))
