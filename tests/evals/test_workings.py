from __future__ import annotations

from fractions import Fraction

import pytest

from evals.workings import rework, working_holds


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("111.99 + 49.04", Fraction(16103, 100)),
        ("（1,000－1）×2÷3", Fraction(666)),
        ("-(0.1+0.2)", Fraction(-3, 10)),
        ("111.99万元 + 49.04万元", Fraction(16103, 100)),
        ("50% * 4", Fraction(2)),
        ("sum(1.5, 2)", Fraction(7, 2)),
        ("1 / 0", None),
        ("__import__('os')", None),
        ("2 ** 9", None),
        ("", None),
        ("1 +", None),
        ("(" * 500, None),
    ],
)
def test_reworked_exactly_or_not_at_all(expression, value):
    """Plain arithmetic is worked in fractions; anything else is left unjudged and nothing is executed."""
    assert rework(expression) == value


@pytest.mark.parametrize(
    ("expression", "result", "unit", "holds"),
    [
        ("111.99 + 49.04", "161.03", "万元", True),
        ("111.99 + 49.04", "161.04", "万元", False),
        ("49.04 / 161.03 * 100", "30.45", "%", True),
        ("49.04 / 161.03", "30.45", "%", True),
        ("49.04 / 161.03", "0.30", "", True),
        ("49.04 / 161.03", "0.31", "", False),
        ("4.33万元 / 270人次", "160.37", "元", True),
        ("4.33 / 270", "160.37", "元", False),
        ("1 / 8", "0.13", "", True),
        ("round(1, 2)", "1", "", None),
        ("1 + 1", "two", "", None),
    ],
)
def test_a_result_holds_within_its_own_rounding(expression, result, unit, holds):
    """The printed result is the value at its own decimals; an altered one does not hold."""
    assert working_holds(expression, result, unit) is holds


@pytest.mark.parametrize(
    ("expression", "result", "unit", "holds"),
    [
        ("285522.34元 + 42.39万元", "709422.34", "元", True),
        ("285522.34元 + 42.39万元", "70.942234", "万元", True),
        ("285522.34元 + 42.39万元", "285564.73", "元", False),
        ("(20462万元 - 205598千元) / 205598千元 * 100", "-0.48", "%", True),
        ("1.2亿元 - 2000万元", "1", "亿元", True),
    ],
)
def test_money_in_several_units_is_worked_in_one(expression, result, unit, holds):
    """元 and 万元 in one working are brought to one unit before they are added; the bare numbers are not."""
    assert working_holds(expression, result, unit) is holds
