"""Intervals of figures as printed: what rounding allows. It compares numbers and does not know what they are of.

A figure printed 1.23 stands for anything from 1.225 to 1.235. Two figures agree when their intervals meet. Rule and
slack: PHRASING rule 3 ((n+1) half units for a sum of n parts); cutting digits off instead of rounding them moves a rate
by up to one unit of its last place and a sum of n parts by up to n-1 units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from index.checks.types import AGREES, DISAGREES, ROUNDING
from index.types import Fact
from index.units import MONEY_UNITS

APPROXIMATE = Decimal("0.1")
HALF = Decimal("0.5")
HUNDRED = Decimal(100)
FACTORS = {**MONEY_UNITS, "万": MONEY_UNITS["万元"], "亿": MONEY_UNITS["亿元"]}


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high`, both inside."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def over(self, other: Interval) -> Interval | None:
        """The quotient; None where the divisor may be zero."""
        if other.low <= 0 <= other.high:
            return None
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def times(self, factor: Decimal) -> Interval:
        """Every value times `factor`."""
        ends = sorted((self.low * factor, self.high * factor))
        return Interval(*ends)

    def size(self) -> Interval:
        """The values without their sign."""
        if self.low >= 0:
            return self
        return Interval(-self.high, -self.low) if self.high <= 0 else Interval(Decimal(0), max(-self.low, self.high))

    def gap(self, other: Interval) -> Decimal:
        """How far the two lie apart; 0 where they meet."""
        return max(self.low - other.high, other.low - self.high, Decimal(0))


def factor_of(unit: str) -> Decimal:
    """How many 元 one of the unit is; 1 for what is no money."""
    return FACTORS.get(unit, Decimal(1))


def is_money(unit: str) -> bool:
    """Whether the unit is yuan of some size."""
    return unit in FACTORS


def same_measure(one: Fact, other: Fact) -> bool:
    """Whether two figures can be added: both money, or both of one unit."""
    return one.unit == other.unit or (is_money(one.unit) and is_money(other.unit))


def value_of(fact: Fact) -> Decimal:
    """The printed value; money in 元."""
    return fact.value * factor_of(fact.unit)


def last_place(fact: Fact, decimals: int | None = None) -> Decimal:
    """One unit of the last printed place; money in 元."""
    return Decimal(1).scaleb(-(fact.decimals if decimals is None else decimals)) * factor_of(fact.unit)


def interval_of(fact: Fact, decimals: int | None = None) -> Interval:
    """What the print stands for; money in 元. `decimals` where the table's form, not this cell, tells the precision.

    A bare 0 is none at all, not anything up to a half, and what is counted is a whole number.
    """
    value = value_of(fact)
    if fact.approximate:
        spread = abs(value) * APPROXIMATE
    elif fact.measure == "count" or (value == 0 and fact.decimals == 0):
        spread = Decimal(0)
    else:
        spread = last_place(fact, decimals) * HALF
    return Interval(value - spread, value + spread)


def judge(printed: Interval, value: Decimal, computed: Interval, point: Decimal, place: Decimal, slack: Decimal) -> str:
    """Whether a printed `value` agrees with the `point` computed from others; all in one unit.

    `place` is a unit of the last place of the print, `slack` how far apart the intervals may be for rounding to explain it.
    """
    if abs(value - point) <= place * HALF and printed.gap(computed) == 0:
        return AGREES
    return ROUNDING if printed.gap(computed) <= slack else DISAGREES


def judge_sum(total: Fact, parts: Sequence[Fact], decimals: int | None = None, minus: Sequence[Fact] = ()) -> str:
    """Whether the parts (less `minus`) add to the total. `decimals` as for `interval_of`."""
    computed = Interval(Decimal(0), Decimal(0))
    for part in parts:
        computed = computed + interval_of(part, decimals)
    for part in minus:
        computed = computed - interval_of(part, decimals)
    point = sum((value_of(part) for part in parts), Decimal(0)) - sum((value_of(part) for part in minus), Decimal(0))
    count = sum(1 for part in (*parts, *minus) if part.value)
    place = max(last_place(fact, decimals) for fact in (total, *parts, *minus))
    cut = place * max(Decimal(count - 1) - (count + 1) * HALF, Decimal(0))
    if value_of(total) == point:
        return AGREES
    return ROUNDING if interval_of(total, decimals).gap(computed) <= cut else DISAGREES


def judge_rate(rate: Fact, computed: Interval | None, point: Decimal | None) -> str | None:
    """Whether a printed percentage agrees with a quotient (1 = 100 %). None where the quotient is undefined."""
    if computed is None or point is None:
        return None
    place = Decimal(1).scaleb(-rate.decimals)
    return judge(interval_of(rate), rate.value, computed.times(HUNDRED), point * HUNDRED, place, place * HALF)


def as_printed(value: Decimal, like: Fact) -> str:
    """A value (money in 元, rates in %) written the way `like` is printed."""
    plain = value / factor_of(like.unit)
    rounded = plain.quantize(Decimal(1).scaleb(-like.decimals), rounding=ROUND_HALF_UP)
    return f"{abs(rounded) if like.measure in ('change', 'percent_change') and rounded * like.value >= 0 else rounded}{like.unit}"
