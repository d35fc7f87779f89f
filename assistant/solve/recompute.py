"""A printed rate beside the same rate worked out from the printed amounts: one tolerance and one wording for every answer.

Where the two agree nothing is said; where rounding explains the gap, that is said; else both are told, in neutral words.
A rate whose decimal point slipped (1.14 % for 114 %) never stands as the answer: the recomputed one goes first.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assistant.calculator import Quantity, Working, percent_change
from assistant.draft import Draft, cite, quantity, shown, shown_fact
from assistant.quantity import round_half_up
from assistant.task import Task
from index.types import Fact

AGREES, ROUNDING, DIFFERS, SLIPPED, TURNED = "agrees", "rounding", "differs", "slipped", "turned"
_SLIPS = (Decimal(10), Decimal(100), Decimal("0.1"), Decimal("0.01"))
# The calculator gives percentages to two places.
_PLACES = 2
_STEP = Decimal("0.01")
_ASKS_TRUE = r"实际|应当?|到底|真正|\breally\b|\bactual"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A rate as it follows from the amounts, and how the printed one stands to it: one of the words above."""

    working: Working
    verdict: str
    facts: tuple[Fact, ...]


def recompute_rate(current: Fact, change: Fact, rate: Fact, before: Fact | None = None) -> Recomputed | None:
    """The rate that a figure and its change give, against the printed rate; None where it cannot be worked out.

    `before` is the printed figure the change starts from; without it, it is what the change leaves.
    """
    if current.value is None or change.value is None or rate.value is None or current.unit != change.unit:
        return None
    base = quantity(before) if before is not None else Quantity(current.value - change.value, current.unit)
    if base.value <= 0 or base.unit != current.unit:
        return None
    working = percent_change(quantity(current), base)
    finest = Decimal("0.5").scaleb(-change.decimals) / max(abs(change.value), Decimal("0.0001"))
    verdict = _verdict(working.result, rate.value, rate.decimals, abs(working.result) * finest)
    return Recomputed(working, verdict, (current, before if before is not None else change))


def _verdict(result: Decimal, printed: Decimal, decimals: int, amounts: Decimal) -> str:
    half = Decimal("0.5").scaleb(-decimals)
    if decimals <= _PLACES and round_half_up(result, decimals) == printed:
        return AGREES
    if abs(result - printed) <= half + amounts + _STEP:
        return AGREES if decimals > _PLACES or abs(result - printed) <= half else ROUNDING
    if abs(result + printed) <= half + amounts + _STEP:
        return TURNED
    return SLIPPED if slipped(result, printed, decimals, amounts) else DIFFERS


def slipped(result: Decimal, printed: Decimal, decimals: int, amounts: Decimal = _STEP) -> bool:
    """Whether a printed rate is the recomputed one with its decimal point moved by one place or two."""
    half = Decimal("0.5").scaleb(-decimals)
    return any(abs(abs(result) - abs(printed) * factor) <= max(half * factor, _STEP) + amounts for factor in _SLIPS)


def told_rate(draft: Draft, rate: Fact, found: Recomputed | None) -> str:
    """The rate as an answer states it: as printed, or as worked out where the printed one slipped."""
    if found is None or found.verdict != SLIPPED:
        return shown_fact(draft, rate, absolute=True)
    return f"{shown(abs(found.working.result), '%')}{cite(*found.facts)}"


def tell_recomputed(task: Task, draft: Draft, rate: Fact, found: Recomputed | None, label: str) -> None:
    """Add what the recomputed rate says of the printed one; it goes first where the printed one slipped or the true one is asked."""
    if found is None or found.verdict == AGREES:
        return
    value = f"{shown(abs(found.working.result), '%')}{cite(*found.facts)}"
    if found.verdict == ROUNDING:
        draft.work(found.working)
        draft.say("rate_rounding", printed=shown_fact(draft, rate, absolute=True), value=value)
        return
    draft.work(found.working)
    if found.verdict == TURNED:
        draft.say("rate_turned_fall" if found.working.result < 0 else "rate_turned_rise", printed=f"“{rate.printed}”{cite(rate)}")
        return
    draft.say("rate_differs", printed=shown_fact(draft, rate, absolute=True), value=value)
    draft.figure(abs(found.working.result), "%", label, found.facts[0].period, found.facts)
    asked = task.plan.want == "percent" and (found.verdict == SLIPPED or task.question.says(_ASKS_TRUE))
    if asked:
        draft.figures.insert(0, draft.figures.pop())
    elif found.verdict == SLIPPED:  # a slipped rate is no figure of the answer at all
        draft.figures = [f for f in draft.figures if (f.value, f.unit) != (abs(rate.value or Decimal(0)), "%")]
