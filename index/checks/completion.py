"""Check completion rates told in prose: outturn over budget. Rates in a column of a table are for `columns`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from index.checks.comparisons import base_of, current_of
from index.checks.concepts import bare
from index.checks.intervals import (
    HUNDRED,
    Interval,
    as_printed,
    interval_of,
    is_money,
    judge_rate,
    same_measure,
    value_of,
)
from index.checks.ledger import BUDGETS, Ledger, budget_named
from index.checks.types import AGREES, AMOUNT_AS_RATE, COMPLETION, DISAGREES, POINT, ROUNDING, UNSPENT, Trial
from index.types import Fact

POINTS = (Decimal(10), Decimal(1) / 10, Decimal(100), Decimal(1) / 100)


def check_completion(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each completion rate whose outturn and budget are printed."""
    for rate in ledger.prose:
        if rate.measure != "completion_rate" or rate.unit != "%":
            continue
        current = current_of(ledger, rate)
        if current is None or not is_money(current.unit):
            continue
        budgets = [budget for budget in _budgets(ledger, rate, current) if value_of(budget) > 0]
        trials = [_try(rate, current, budget) for budget in budgets]
        fitting = [trial for trial in trials if trial.outcome == AGREES] or [t for t in trials if t.outcome == ROUNDING]
        if not fitting and any(_fits_with_carried(ledger, rate, current, budget) for budget in budgets):
            continue
        # an unnamed base may be any budget printed: only a rate that fits none of them is doubted
        yield from (fitting or trials)[:1]


def _budgets(ledger: Ledger, rate: Fact, current: Fact) -> list[Fact]:
    named = base_of(ledger, rate)
    told = [
        other
        for other in ledger.nearby(rate)
        if other.measure == "amount" and is_money(other.unit) and other.basis in BUDGETS
        and bare(other.item) == bare(rate.item) and other.path[:1] == rate.path[:1] and other.period == rate.period
        and other.id != current.id and other.basis in (*budget_named(rate.against), "预算")
    ]  # fmt: skip
    found = ([named] if named else []) + told
    return list({budget.id: budget for budget in found}.values())


def _fits_with_carried(ledger: Ledger, rate: Fact, current: Fact, budget: Fact) -> bool:
    """Whether the rate counts what was carried over from last year into the budget."""
    for other in ledger.nearby(rate, 8, 2):
        if other.measure == "amount" and "结转" in other.item and same_measure(other, budget) and other.value:
            planned = interval_of(budget) + interval_of(other)
            if (
                judge_rate(
                    rate, interval_of(current).over(planned), value_of(current) / (value_of(budget) + value_of(other))
                )
                == AGREES
            ):
                return True
    return False


def _try(rate: Fact, current: Fact, budget: Fact) -> Trial:
    done, planned = interval_of(current), interval_of(budget)
    quotient, point = done.over(planned), value_of(current) / value_of(budget)
    outcome = judge_rate(rate, quotient, point) or AGREES
    kind = _kind_of(rate, current, budget, quotient, point) if outcome == DISAGREES else COMPLETION
    share = rate.value / HUNDRED
    expected = {rate.id: as_printed(point * HUNDRED, rate), current.id: as_printed(value_of(budget) * share, current)}
    if share:
        expected[budget.id] = as_printed(value_of(current) / share, budget)
    return Trial(kind, outcome, rate, (rate, current, budget), expected, "决算数除以预算数", kind != COMPLETION)


def _kind_of(rate: Fact, current: Fact, budget: Fact, quotient: Interval | None, point: Decimal) -> str:
    if quotient is None:
        return COMPLETION
    whole = Interval(Decimal(1), Decimal(1))
    if _fits(rate, whole - quotient, 1 - point) or _fits(rate, quotient - whole, point - 1):
        return UNSPENT
    if rate.value in (current.value, budget.value, abs(current.value - budget.value)) and rate.value not in (
        0,
        HUNDRED,
    ):
        return AMOUNT_AS_RATE
    if any(_fits(rate, quotient.times(step), point * step) for step in POINTS):
        return POINT
    return COMPLETION


def _fits(rate: Fact, quotient: Interval, point: Decimal) -> bool:
    return judge_rate(rate, quotient, point) in (AGREES, ROUNDING)
