"""Units: how they are read, converted and rounded."""

from decimal import Decimal

import pytest

from assistant.quantity import Quantity, converted, is_money, is_ratio, plain, round_half_up, simple_unit


@pytest.mark.parametrize(
    ("unit", "base", "power"),
    [
        ("元", "元", 0), ("萬元", "元", 4), ("百萬元", "元", 6), ("億元", "元", 8), ("万亿元", "元", 12), ("圓", "元", 0),
        ("%", "", -2), ("百分点", "", -2), ("個百分點", "", -2), ("成", "", -1), ("万", "", 4),
        ("輛", "辆", 0), ("万人次", "人次", 4), ("百万港元", "港元", 6),
    ],
)
def test_unit_is_power_of_ten_of_a_base(unit: str, base: str, power: int) -> None:
    """Simplified and traditional units resolve to one base word and a power of ten."""
    assert simple_unit(unit) == (base, power)


def test_kinds_of_units() -> None:
    """Money, ratios and counts are told apart."""
    assert [is_money(unit) for unit in ("万元", "美元", "辆", "万元/辆", "%", "")] == [True, True, *[False] * 4]
    assert [is_ratio(unit) for unit in ("", "%", "倍", "万元", "人")] == [True, True, True, False, False]


def test_conversion_is_exact_and_keeps_printed_decimals() -> None:
    """Converting shifts the point: no digit is lost, no zero is invented, printed zeros may go."""
    assert plain(converted(Quantity(Decimal("490400"), "元"), "万元").value) == "49.04"
    assert plain(converted(Quantity(Decimal("111.99"), "万元"), "元").value) == "1119900"
    assert plain(converted(Quantity(Decimal("7.00"), "万元"), "亿元").value) == "0.0007"


def test_rounding_is_half_up_away_from_zero() -> None:
    """At the half, the absolute value grows; a negative place rounds whole tens."""
    assert plain(round_half_up(Decimal("0.125"), 2)) == "0.13"
    assert plain(round_half_up(Decimal("-0.125"), 2)) == "-0.13"
    assert plain(round_half_up(Decimal("1250"), -2)) == "1300"


def test_zero_has_no_sign() -> None:
    """A negative zero is printed as zero, with its decimals."""
    assert plain(Decimal("-0.00")) == "0.00"
