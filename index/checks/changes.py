"""Check changes: now less change is what was before, and the rate is the change over what was before.

It reads neither tables' columns (see `columns`) nor last year's report (see `prior_year`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from index.checks.comparisons import Comparison, find_comparisons
from index.checks.intervals import (
    HUNDRED,
    Interval,
    as_printed,
    interval_of,
    is_money,
    judge,
    judge_rate,
    last_place,
    value_of,
)
from index.checks.ledger import BUDGETS, Ledger, budget_named
from index.checks.types import (
    AGREES,
    AMOUNT_AS_RATE,
    CHANGE,
    DIRECTION,
    DISAGREES,
    POINT,
    RATE,
    RATE_OF_CURRENT,
    ROUNDING,
    UNIT,
    Trial,
)
from index.types import Fact

# A unit that slipped moves a figure by one of these factors.
SLIPS = (
    Decimal(10_000),
    Decimal(1) / 10_000,
    Decimal(1000),
    Decimal(1) / 1000,
    Decimal(100_000_000),
    Decimal(1) / 100_000_000,
)
POINTS = (Decimal(10), Decimal(1) / 10, Decimal(100), Decimal(1) / 100)
# A rate printed with fewer digits fits almost anything; it cannot show that it belongs to another figure.
DIGITS_THAT_TELL = 3
_METHOD = "变动额除以比较数"


def check_changes(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each change and each rate of change that has what it takes to recompute it."""
    for comparison in find_comparisons(ledger):
        if any(ledger.is_restated(fact.line) for fact in comparison.facts) and not _is_whole(comparison):
            continue
        yield from _check_difference(comparison)
        yield from _check_rate(ledger, comparison)
        yield from _check_signs(comparison)


def _is_whole(comparison: Comparison) -> bool:
    return comparison.base is None and comparison.change is not None


def _check_difference(comparison: Comparison) -> Iterator[Trial]:
    current, base, change = comparison.current, comparison.base, comparison.change
    if current is None or base is None or change is None:
        return
    computed = interval_of(current) - interval_of(base)
    point = value_of(current) - value_of(base)
    place = max(last_place(fact) for fact in (current, base, change))
    outcome = judge(interval_of(change), value_of(change), computed, point, place, Decimal(0))
    expected = {
        change.id: as_printed(point, change),
        current.id: as_printed(value_of(base) + value_of(change), current),
        base.id: as_printed(value_of(current) - value_of(change), base),
    }
    kind, certain = CHANGE, False
    if outcome == DISAGREES and _may_be_of_other_basis(current, base, change):
        return
    if outcome == DISAGREES:
        if _fits(change, -point, computed.times(Decimal(-1))):
            kind = DIRECTION
        elif any(_fits_slipped(change, point, computed, slip) for slip in SLIPS):
            kind, certain = UNIT, True
            expected[change.id] = _in_unit_of(point, current)
    yield Trial(kind, outcome, change, (change, current, base), expected, "本数减比较数", certain)


def _may_be_of_other_basis(current: Fact, base: Fact, change: Fact) -> bool:
    """Whether a budget stands against an outturn though the words do not say that they are compared."""
    told = budget_named(change.against) or re.search(r"执行|决算", change.against or "")
    return not told and (current.basis in BUDGETS) != (base.basis in BUDGETS)


def _in_unit_of(value: Decimal, like: Fact) -> str:
    return as_printed(abs(value), like)


def _fits(fact: Fact, point: Decimal, computed: Interval) -> bool:
    return judge(interval_of(fact), value_of(fact), computed, point, last_place(fact), Decimal(0)) != DISAGREES


def _fits_slipped(fact: Fact, point: Decimal, computed: Interval, slip: Decimal) -> bool:
    return value_of(fact) != 0 and interval_of(fact).times(slip).gap(computed) == 0 and abs(point) > 0


def _check_rate(ledger: Ledger, comparison: Comparison) -> Iterator[Trial]:
    rate, current, base, change = comparison.rate, comparison.current, comparison.base, comparison.change
    if rate is None or (base is None and (current is None or change is None)) or (current is None and change is None):
        return
    moved, by = _movement(comparison)
    quotient, point = _rate_of(comparison, moved, by)
    outcome = judge_rate(rate, quotient, point)
    if outcome is None or point is None:
        return  # no rate can be made on nothing
    facts = tuple(f for f in ((rate, change, base) if base and change else (rate, change, current, base)) if f)
    if outcome != DISAGREES:
        yield Trial(RATE, outcome, rate, facts, {rate.id: as_printed(point * HUNDRED, rate)}, _METHOD)
    elif not _is_of_other(ledger, rate, change):
        yield _failed_rate(comparison, facts, moved, by)


def _movement(comparison: Comparison) -> tuple[Interval, Decimal]:
    """(interval, value) of the change, printed or made of the two figures; money in 元."""
    if comparison.change:
        return interval_of(comparison.change), value_of(comparison.change)
    difference = interval_of(comparison.current) - interval_of(comparison.base)
    return difference, value_of(comparison.current) - value_of(comparison.base)


def _rate_of(comparison: Comparison, moved: Interval, by: Decimal) -> tuple[Interval | None, Decimal | None]:
    """(interval, value) of a change over what was before: the printed base, else the current figure less the change."""
    current, base = comparison.current, comparison.base
    before = interval_of(base) if base else interval_of(current) - moved
    point = value_of(base) if base else value_of(current) - by
    if point <= 0 or before.low <= 0:
        return None, None
    return moved.over(before), by / point


def _failed_rate(comparison: Comparison, facts: tuple[Fact, ...], moved: Interval, by: Decimal) -> Trial:
    rate, change, current = comparison.rate, comparison.change, comparison.current
    _, point = _rate_of(comparison, moved, by)
    slip = change and next((one for one in SLIPS if _fits_if(comparison, moved.times(one), by * one)), None)
    if slip and not is_one_to_one(change, rate):
        expected = {change.id: as_printed(abs(by * slip), current or comparison.base)}
        others = tuple(fact for fact in facts if fact is not change)
        return Trial(UNIT, DISAGREES, change, (change, *others), expected, "比率乘以比较数", True)
    expected = {rate.id: as_printed(point * HUNDRED, rate), **_expected_of_amounts(rate, change, current)}
    kind, certain = _kind_of(comparison, moved, by)
    return Trial(kind, DISAGREES, rate, facts, expected, _METHOD, certain)


def is_one_to_one(change: Fact, rate: Fact) -> bool:
    """Whether the rate repeats the digits of the change: 增加1.14万元，增长1.14%."""
    return abs(change.value) == abs(rate.value)


def _fits_if(comparison: Comparison, moved: Interval, by: Decimal) -> bool:
    quotient, point = _rate_of(comparison, moved, by)
    return point is not None and _rate_fits(comparison.rate, quotient, point)


def _expected_of_amounts(rate: Fact, change: Fact | None, current: Fact | None) -> dict[str, str]:
    share = rate.value / HUNDRED
    if change is None or current is None or share == 0 or share == -1:
        return {}
    return {
        current.id: as_printed(value_of(change) / share + value_of(change), current),
        change.id: as_printed(value_of(current) * share / (1 + share), change),
    }


def _kind_of(comparison: Comparison, moved: Interval, by: Decimal) -> tuple[str, bool]:
    """(kind, certain) of a rate that does not fit, by what it does fit."""
    rate, current, base = comparison.rate, comparison.current, comparison.base
    quotient, point = _rate_of(comparison, moved, by)
    backwards = moved.times(Decimal(-1))
    if _rate_fits(rate, quotient.times(Decimal(-1)), -point) or _fits_if(comparison, backwards, -by):
        return DIRECTION, False
    now = interval_of(current) if current else interval_of(base) + moved
    if now.low > 0 and _rate_fits(rate, moved.over(now), by / (value_of(current) if current else value_of(base) + by)):
        return RATE_OF_CURRENT, True
    if comparison.change is not None and is_money(comparison.change.unit) and is_one_to_one(comparison.change, rate):
        return AMOUNT_AS_RATE, True
    if any(_rate_fits(rate, quotient.times(step), point * step) for step in POINTS):
        return POINT, True
    return RATE, False


def _rate_fits(rate: Fact, quotient: Interval | None, point: Decimal) -> bool:
    return judge_rate(rate, quotient, point) in (AGREES, ROUNDING)


def _is_of_other(ledger: Ledger, rate: Fact, change: Fact | None) -> bool:
    """Whether the rate fits another amount told just before: then the reading is doubtful, not the report."""
    if change is None or len(str(rate.value).replace(".", "").strip("-0")) < DIGITS_THAT_TELL:
        return False
    for other in ledger.nearby(change, 8):
        if other.measure != "amount" or not is_money(other.unit) or change.line - other.line > 2:
            continue
        for before in (value_of(other) - value_of(change), value_of(other)):
            if (
                before > 0
                and before != value_of(other)
                and judge_rate(rate, (interval_of(change)).over(Interval(before, before)), value_of(change) / before)
                == AGREES
            ):
                return True
    return False


def _check_signs(comparison: Comparison) -> Iterator[Trial]:
    """增加5万元，下降3%: a change and its rate told in opposite directions."""
    change, rate = comparison.change, comparison.rate
    if change is None or rate is None or change.value == 0 or rate.value == 0 or comparison.current or comparison.base:
        return
    if (change.value > 0) != (rate.value > 0):
        yield Trial(
            DIRECTION, DISAGREES, rate, (rate, change), {rate.id: f"{-rate.value}{rate.unit}"}, "变动额与比率方向相反"
        )
