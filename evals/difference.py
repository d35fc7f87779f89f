"""What became of the cases since the last accepted run: regressions, what is better, changed, new or gone. Pure.

A regression, told a case each:
| | |
|---|---|
| right before, not now | declined, wrong, unscored: with the class of the miss |
| wrong now, not before | whatever it was before |
| its citation lost | right both times, cited before |
| a new fault | no answer, or one that breaks the contract |
| more warnings | an operand in no cited line, a working that does not hold, more often than before |
| gone | the case was accepted and is not asked any more |
| a kind falls | fewer cases of a question file come out as they should |

Whatever was accepted, no number may be ungrounded and no cited text altered; new cases too. Other than that new cases are
told, not judged. Noise: answers are deterministic, so none is allowed for. Two things can be: a case that `flips` names, with
its reason, may come out not right (never wrong); and `tolerance` cases a kind may be declined or lose their citation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evals.accepted import AcceptedCase, AcceptedRun, accept, count_right, key_of, kind_of
from evals.types import DECLINED, RIGHT, RIGHTLY_DECLINED, UNSCORED, WRONG, Row

_GOOD = (RIGHT, RIGHTLY_DECLINED)
# The better an outcome, the smaller; what is not scored is no better than what is wrong.
_ORDER = {RIGHT: 0, RIGHTLY_DECLINED: 0, DECLINED: 1, UNSCORED: 2, WRONG: 2}


@dataclass(frozen=True, slots=True)
class Change:
    """One case, or one kind, that is not as it was. `case` is its key, `what` says what happened; `question` may be "".

    `never` marks what no run may have, whatever was accepted.
    """

    case: str
    what: str
    question: str = ""
    never: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """All that is not as in the accepted run. `excused` are regressions that the documented noise covers."""

    regressions: tuple[Change, ...] = ()
    excused: tuple[Change, ...] = ()
    better: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    new: tuple[Change, ...] = ()

    @property
    def passes(self) -> bool:
        """Whether nothing is worse than what was accepted."""
        return not self.regressions


def compare(accepted: AcceptedRun, rows: Sequence[Row], tolerance: int = 0) -> Difference:
    """The difference of a run to the accepted one. `tolerance` counts cases a kind that may be declined or lose a citation."""
    now = accept(rows)
    never = [Change(key_of(row), what, row.case.question, never=True) for row in rows for what in _never(row)]
    mild: list[Change] = []
    grave: list[Change] = []
    better, changed, new = [], [], []
    for row in rows:
        key = key_of(row)
        before, after = accepted.cases.get(key), now.cases[key]
        if before is None:
            new.append(Change(key, _told(after), row.case.question))
            continue
        worse, is_grave = _worse(before, after)
        if worse:
            (grave if is_grave else mild).append(Change(key, worse, row.case.question))
        elif _ORDER[after.outcome] < _ORDER[before.outcome] or (after.cited and before.cited is False):
            better.append(Change(key, f"{_told(before)} → {_told(after)}", row.case.question))
        elif replace(before, warnings=0) != replace(after, warnings=0):
            what = "other figures" if _told(before) == _told(after) else f"{_told(before)} → {_told(after)}"
            changed.append(Change(key, what, row.case.question))
    grave += [Change(key, "gone: it was accepted and is not asked any more") for key in accepted.cases if key not in now.cases]
    excused = _excused(mild, now, accepted, tolerance)
    kept = [change for change in mild if change not in excused]
    falls = _falling_kinds(accepted, now, tolerance, {change.case for change in excused})
    return Difference(tuple(never + grave + kept + falls), tuple(excused), tuple(better), tuple(changed), tuple(new))


def altered_citations(row: Row) -> int:
    """How many citations of a row are not the line of the library, character for character."""
    return sum(finding.where == "citation" for finding in row.warnings)


def _never(row: Row) -> list[str]:
    loose = dict.fromkeys(f"{finding.printed} in {finding.where}" for finding in row.ungrounded)
    told = [f"ungrounded: {', '.join(loose)}"] if loose else []
    return told + (["a cited text is not the line of the report"] if altered_citations(row) else [])


def _worse(before: AcceptedCase, after: AcceptedCase) -> tuple[str, bool]:
    """(what is worse, "" where nothing is; whether no noise excuses it)."""
    told = f"{_told(before)} → {_told(after)}"
    if after.outcome == WRONG and before.outcome != WRONG:
        return f"wrong now: {told}", True
    if after.outcome == UNSCORED and before.outcome != UNSCORED:
        return f"no score now: {told}", True
    if before.outcome in _GOOD and after.outcome not in _GOOD:
        return told, False
    if before.outcome == after.outcome and before.cited and after.cited is False:
        return "its citation is lost", False
    if after.warnings > before.warnings:
        return f"warnings {before.warnings} → {after.warnings}", True
    return "", False


def _excused(mild: Sequence[Change], now: AcceptedRun, accepted: AcceptedRun, tolerance: int) -> list[Change]:
    """What the documented noise covers: cases known to flip, then up to `tolerance` others of each kind."""
    left: dict[str, int] = defaultdict(lambda: tolerance)
    found = []
    for change in mild:
        kind = kind_of(change.case)
        if change.case in accepted.flips:
            found.append(change)
        elif left[kind] > 0:
            left[kind] -= 1
            found.append(change)
    return found


def _falling_kinds(accepted: AcceptedRun, now: AcceptedRun, tolerance: int, excused: set[str]) -> list[Change]:
    """Kinds (question files) of which fewer cases come out as they should."""
    slack = Counter(map(kind_of, excused))
    found = []
    for kind in sorted(set(map(kind_of, accepted.cases))):
        before, after = (count_right([case for key, case in run.cases.items() if kind_of(key) == kind]) for run in (accepted, now))
        if after + max(tolerance, slack[kind]) < before:
            found.append(Change(kind, f"the kind falls from {before} right to {after}"))
    return found


def _told(case: AcceptedCase) -> str:
    return case.outcome + (f" ({case.miss})" if case.miss and case.outcome not in _GOOD else "")
