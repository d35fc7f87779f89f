"""Check figures per vehicle and per head: amount over count. Only the figures that the mandated texts tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.checks.concepts import BUYING, RECEPTION, RUNNING, concept_of
from index.checks.intervals import Interval, as_printed, interval_of, is_money, judge, last_place, value_of
from index.checks.ledger import Ledger
from index.checks.types import AGREES, DISAGREES, PER_UNIT, ROUNDING, UNIT, Trial
from index.types import BUDGET_BASES, Fact

_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"(?:车均|每辆车?|单车|平均每[辆台]).{0,4}购置"), re.compile(r"购置"), ("辆", "台")),
    (re.compile(r"车均|每辆车?|单车|平均每[辆台]"), re.compile(r"公务用?车|运行|保有|车辆"), ("辆", "台")),
    (re.compile(r"(?:批均|次均|每批次?).{0,4}(?:接待)?"), re.compile(r"接待"), ("批次", "批", "个批次", "次")),
    (re.compile(r"人均.{0,4}(?:接待|餐)|人均$|人均(?:费用|支出|消费|标准)"), re.compile(r"接待"), ("人次", "人", "名")),
)
SLIPS = (Decimal(10_000), Decimal(1) / 10_000, Decimal(1000), Decimal(1) / 1000)


def check_per_unit(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each figure per vehicle, batch or head whose amount and count are printed."""
    for fact in ledger.prose:
        if fact.measure != "amount" or not is_money(fact.unit) or fact.value == 0:
            continue
        kind = next((kind for kind in _KINDS if kind[0].search(fact.item)), None)
        if kind is None:
            continue
        trials = [
            _try(fact, amount, count)
            for amount in _amounts(ledger, fact, kind[1])
            for count in _counts(ledger, fact, kind[1], kind[2])
        ]
        if trials:
            yield min(trials, key=_rank)


def _rank(trial: Trial) -> int:
    return (AGREES, ROUNDING, DISAGREES).index(trial.outcome) * 2 + (0 if trial.certain else 1)


def _amounts(ledger: Ledger, fact: Fact, words: re.Pattern[str]) -> list[Fact]:
    """The amounts that may be divided: of the mandated item, the nearest first; never another figure per unit."""
    wanted = {"接待": (RECEPTION,), "购置": (BUYING,)}.get(words.pattern, (RUNNING, "公务用车购置及运行维护费"))
    held = [
        other
        for other in ledger.facts
        if other.measure == "amount" and concept_of(other) in wanted and other.period == fact.period
        and other.basis not in BUDGET_BASES and other.value
    ]  # fmt: skip
    return sorted(held, key=lambda other: abs(other.line - fact.line))[:6]


def _counts(ledger: Ledger, fact: Fact, words: re.Pattern[str], units: Sequence[str]) -> list[Fact]:
    held = [
        other
        for other in ledger.facts
        if other.measure == "count" and other.unit in units and other.value and other.period == fact.period
        and (words.search("".join((*other.path, other.item))) or abs(other.line - fact.line) <= 1)
    ]  # fmt: skip
    return sorted(held, key=lambda other: abs(other.line - fact.line))[:6]


def _try(fact: Fact, amount: Fact, count: Fact) -> Trial:
    number = Interval(value_of(count), value_of(count))
    quotient = interval_of(amount).over(number)
    point = value_of(amount) / value_of(count)
    place = last_place(fact)
    outcome = judge(interval_of(fact), value_of(fact), quotient, point, place, place / 2)
    expected = {fact.id: as_printed(point, fact)}
    slipped = outcome == DISAGREES and any(interval_of(fact).times(slip).gap(quotient) == 0 for slip in SLIPS)
    if slipped:
        expected[fact.id] = as_printed(point, amount)
    return Trial(UNIT if slipped else PER_UNIT, outcome, fact, (fact, amount, count), expected, "金额除以数量", slipped)
