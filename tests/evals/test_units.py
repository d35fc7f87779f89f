from __future__ import annotations

from decimal import Decimal

import pytest

from evals.types import Gold
from evals.units import equals_but_for_unit, equals_gold, in_unit, plain_unit


def gold(value: str, unit: str, tolerance: str = "0") -> Gold:
    return Gold(Decimal(value), unit, Decimal(tolerance))


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("490400", "元"),
        ("490.4", "千元"),
        ("49.040", "万元"),
        ("49.04", "萬元"),
        ("0.4904", "百万元"),
        ("0.4904", "百萬元"),
        ("0.004904", "亿元"),
        ("0.004904", "億元"),
        ("49.04", " 万 元"),
    ],
)
def test_money_is_one_amount_in_every_unit(value, unit):
    """Money is compared exactly across 元, 千元, 万元, 百万元 and 亿元, in simplified and traditional spelling."""
    assert equals_gold(Decimal(value), unit, gold("49.04", "万元"))


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("49.04", "元"),
        ("49.05", "万元"),
        ("49.0400001", "万元"),
        ("-49.04", "万元"),
        ("49.04", "%"),
        ("49.04", ""),
        ("49.04", "万"),
        ("490400", "万元"),
    ],
)
def test_another_amount_is_another_amount(value, unit):
    """A digit, a sign or a unit off is wrong: nothing is rounded to fit."""
    assert not equals_gold(Decimal(value), unit, gold("49.04", "万元"))


def test_large_amounts_keep_every_digit():
    """1234567 is not 1234600, and a difference of one 元 in ten 亿 counts."""
    assert not equals_gold(Decimal(1234567), "元", gold("1234600", "元"))
    assert not equals_gold(Decimal("1000000001"), "元", gold("10", "亿元"))


def test_counts_keep_their_unit():
    """6辆 is neither 6个 nor 6 without a unit: units that count are compared by name."""
    assert equals_gold(Decimal("6.0"), "辆", gold("6", "辆"))
    assert equals_gold(Decimal(6), "輛", gold("6", "辆"))
    assert not equals_gold(Decimal(6), "个", gold("6", "辆"))
    assert not equals_gold(Decimal(6), "", gold("6", "辆"))


def test_percent_is_not_percentage_points():
    """7.74% and 7.74个百分点 are two claims."""
    assert not equals_gold(Decimal("7.74"), "百分点", gold("7.74", "%"))
    assert equals_gold(Decimal("7.74"), "个百分点", gold("7.74", "百分点"))
    assert equals_gold(Decimal("7.74"), "％", gold("7.74", "%"))


def test_tolerance_is_in_the_gold_unit_and_inclusive():
    """A tolerance of 0.01万元 lets 100元 pass either way and not one more."""
    wanted = gold("18.85", "万元", "0.01")
    assert equals_gold(Decimal(188600), "元", wanted)
    assert equals_gold(Decimal("18.84"), "万元", wanted)
    assert not equals_gold(Decimal(188601), "元", wanted)


def test_signless_compares_sizes_alone():
    """Where the sign is left open, both signs pass and another size still fails."""
    assert equals_gold(Decimal("-49.04"), "万元", gold("49.04", "万元"), signless=True)
    assert equals_gold(Decimal("49.04"), "万元", gold("-49.04", "万元"), signless=True)
    assert not equals_gold(Decimal("-49.05"), "万元", gold("49.04", "万元"), signless=True)


def test_wrong_unit_is_told_from_wrong_figure():
    """The same number in another unit, or money off by a factor between units, is a wrong unit; else a wrong figure."""
    wanted = gold("49.04", "万元")
    assert equals_but_for_unit(Decimal("49.04"), "元", wanted)
    assert equals_but_for_unit(Decimal("49.04"), "%", wanted)
    assert equals_but_for_unit(Decimal("490400"), "万元", wanted)
    assert equals_but_for_unit(Decimal("-49.04"), "元", wanted)
    assert equals_but_for_unit(Decimal("-490400"), "万元", wanted)
    assert not equals_but_for_unit(Decimal("49.05"), "元", wanted)
    assert not equals_but_for_unit(Decimal("490.4"), "万元", wanted)  # a slipped point, not a unit
    assert not equals_but_for_unit(Decimal("60000"), "辆", gold("6", "辆"))


def test_units_of_two_kinds_do_not_convert():
    """Only money converts; anything else stays None rather than a guess."""
    assert in_unit(Decimal(1), "万人次", "人次") is None
    assert in_unit(Decimal("1.5"), "亿元", "万元") == 15000
    assert plain_unit("百萬元") == "百万元"
