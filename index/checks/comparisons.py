"""Which figures a change, a rate or a completion rate told in prose goes with. It pairs figures; it does not compare them.

A change belongs to the nearest amount before it of the same item in the same section; where the paragraph names none, to
the item's amount elsewhere in the report, if all places give the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.checks.concepts import bare, concept_of
from index.checks.intervals import same_measure
from index.checks.ledger import BUDGETS, Ledger, budget_named, names_year_before, year_named
from index.types import Fact

# 收、支总计各减少 goes with 收入总计 and with 支出总计.
_BOTH_SIDES = re.compile(r"(?:财政拨款)?(?:收入?[、和与及]?支出?)(?:决算)?总?计?[各均]?")
_ONE_SIDE = re.compile(r"(?:收入|支出)总计?$")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A figure now (`current`), the figure it is compared with (`base`), their difference and its rate; None = not printed."""

    current: Fact | None
    base: Fact | None
    change: Fact | None
    rate: Fact | None

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The figures there are."""
        return tuple(fact for fact in (self.current, self.base, self.change, self.rate) if fact is not None)


def find_comparisons(ledger: Ledger) -> Iterator[Comparison]:
    """Every change and rate of change told in prose, with the figures it goes with."""
    paired: set[str] = set()
    for fact in ledger.prose:
        if fact.measure == "change" and fact.id not in paired:
            rate = _partner(ledger, fact, paired)
            if rate:
                paired.add(rate.id)
            yield _complete(ledger, fact, fact, rate)
        elif fact.measure == "percent_change" and fact.unit == "%" and fact.id not in paired:
            change = _partner(ledger, fact, paired)
            if change:
                paired.add(change.id)
            yield _complete(ledger, fact, change, fact)


def _partner(ledger: Ledger, fact: Fact, paired: set[str]) -> Fact | None:
    """The rate told right after a change (or the change right after a rate): same item, same base."""
    wanted = "percent_change" if fact.measure == "change" else "change"
    at = ledger.place[fact.id]
    for other in ledger.facts[at + 1 : at + 4]:
        if other.measure == fact.measure and other.printed == fact.printed and other.line == fact.line:
            continue  # one print read for income and for spending
        if other.table is not None or other.section != fact.section or other.line - fact.line > 2:
            return None
        fits = other.measure == wanted and other.against == fact.against and other.period == fact.period
        if fits and wanted == "change" and _has_own_rate(ledger, other):
            return None
        if fits and _same_item(other, fact) and other.id not in paired and (wanted == "change" or other.unit == "%"):
            return other
        if other.measure in ("amount", fact.measure):
            return None
    return None


def _has_own_rate(ledger: Ledger, change: Fact) -> bool:
    """Whether a change is followed by a rate of its own, so that a rate before it belongs to something else."""
    after = ledger.facts[ledger.place[change.id] + 1 : ledger.place[change.id] + 2]
    return any(other.measure == "percent_change" and other.item == change.item for other in after)


def _same_item(one: Fact, other: Fact) -> bool:
    names = bare(one.item), bare(other.item)
    if names[0] != names[1] and any(_BOTH_SIDES.fullmatch(name) for name in names):
        return all(_BOTH_SIDES.fullmatch(name) or _ONE_SIDE.search(name) for name in names)
    return names[0] == names[1] and (one.path[:1] == other.path[:1] or not one.path or not other.path)


def _complete(ledger: Ledger, fact: Fact, change: Fact | None, rate: Fact | None) -> Comparison:
    unit = change or None
    return Comparison(current_of(ledger, fact, unit), base_of(ledger, fact, unit), change, rate)


def base_period(fact: Fact) -> str | None:
    """The year that a change or rate is measured against: the one named, the one before for 上年, else the figure's own."""
    named = year_named(fact.against)
    if named is None and names_year_before(fact.against, fact):
        return str(int(fact.period) - 1) if fact.period and fact.period.isdigit() else "上年"
    return named or fact.period


def is_base(amount: Fact, fact: Fact) -> bool:
    """Whether an amount is what `fact` is measured against, by period and basis."""
    period = base_period(fact)
    if budget_named(fact.against):
        return amount.basis in budget_named(fact.against) and amount.period == period
    return bool(fact.against) and period != fact.period and amount.period == period


def current_of(ledger: Ledger, fact: Fact, like: Fact | None = None) -> Fact | None:
    """The amount that a change or rate is told of: an outturn before a budget, unless budgets are compared."""
    told = [
        other
        for other in ledger.nearby(fact)
        if _is_amount(other, like)
        and _same_item(other, fact)
        and other.period == fact.period
        and not is_base(other, fact)
    ]
    budgets = bool(budget_named(fact.against)) and base_period(fact) != fact.period
    wanted = [other for other in told if (other.basis in BUDGETS) == budgets]
    if told:
        return (wanted or told)[0]
    if like is not None and like.measure != "change":
        return None
    return ledger.one_amount(concept_of(fact), fact.period, _own_bases(ledger, fact))


def _is_amount(other: Fact, like: Fact | None) -> bool:
    if like is not None and not same_measure(other, like):
        return False
    return other.measure == "amount" or (like is not None and other.measure == "count" and other.unit == like.unit)


def _own_bases(ledger: Ledger, fact: Fact) -> tuple[str | None, ...]:
    kind = ledger.reading.report.kind
    if kind == "预算" or (fact.basis in BUDGETS):
        return ("预算", "年初预算")
    return ("决算", None) if kind in ("决算", None) else ("决算", "执行", None)


def base_of(ledger: Ledger, fact: Fact, like: Fact | None = None) -> Fact | None:
    """The printed amount that a change or rate is measured against."""
    found = [f for f in ledger.nearby(fact) if _is_amount(f, like) and _same_item(f, fact) and is_base(f, fact)]
    if found:
        return found[0] if len({f.basis for f in found}) == 1 else None
    concept = concept_of(fact)
    named = budget_named(fact.against)
    if named:
        candidates = [ledger.one_amount(concept, base_period(fact), (basis,)) for basis in named]
        held = [one for one in candidates if one is not None]
        return held[0] if len(held) == 1 else None
    if names_year_before(fact.against, fact):
        planned = ledger.reading.report.kind == "预算" and not re.search(r"执行|决算", fact.against or "")
        bases = ("预算", "年初预算") if planned else ("决算", "上年决算", "执行", None)
        return ledger.one_amount(concept, ledger.prior_period(fact), bases)
    return None
