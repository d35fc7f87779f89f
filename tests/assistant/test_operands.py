"""Which operands a calculation of a model's making may have."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.calculator import calculate
from assistant.operands import keeps_enough, loose_operands, unrounded

HELD = {("111.99", "万元"), ("49.04", "万元"), ("161.03", "万元"), ("77", "万元"), ("30.45", "%"), ("270", "人次"), ("98.5", ""), ("100", "")}


def holds(value: Decimal, unit: str) -> bool:
    return (f"{value}", unit) in HELD


@pytest.mark.parametrize(
    "expression",
    [
        "111.99万元 + 49.04万元",
        "-(111.99万元 - 49.04万元)",
        "49.04万元 / 161.03万元",
        "round(49.04万元 / 161.03万元, 4)",
        "49.04万元 / 161.03万元 * 100%",
        "111.99万元 / (1 - 30.45%)",
        "111.99万元 * (100% - 30.45%)",
        "111.99万元 / 161.03万元 - 1",
        "(111.99万元 + 49.04万元 + 77万元) / 3",
        "sum(111.99万元, 49.04万元) / 2",
        "111.99万元 / 270人次",
        "98.5 / 100",
        "max(111.99万元, 49.04万元)",
    ],
)
def test_figures_found_and_the_arithmetic_itself_pass(expression: str) -> None:
    """Figures that were found pass with their unit, and numbers whose place in the expression says what they are."""
    assert loose_operands(expression, holds) == []


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("500万元 - 49.04万元", "500万元"),
        ("49.04亿元 + 111.99万元", "49.04亿元"),
        ("49.04 + 111.99", "49.04"),
        ("49.04万元 * 100", "factor"),
        ("49.04万元 * 10000", "factor"),
        ("49.04万元 * 98.5", "factor"),
        ("49.04万元 / 100", "factor"),
        ("(111.99万元 + 49.04万元) / 3", "factor"),
        ("(49.04 + 111.99)亿元", "behind a bracket"),
        ("49.04万元 * 100%", "100%"),
        ("49.04万元 / 161.03万元 * 100", "factor"),
        ("111.99万元 * 31%", "31%"),
        ("111.99万元 + 1万元", "1万元"),
        ("98.5 + 1", "1"),
        ("(111.99万元 / 49.04万元) ** 2", "2"),
    ],
)
def test_what_was_not_found_is_told(expression: str, told: str) -> None:
    """A number that was not found, another unit, a bare number for an amount or a factor that only shifts the point is loose."""
    assert any(told in one for one in loose_operands(expression, holds))


@pytest.mark.parametrize(
    "expression",
    ["111.99万元 + 49.04万元", "-(111.99万元 - 49.04万元) / 2", "sum(1, 2, 3) * 4", "max(1万元, 20000元)", "(1 - 30.45%) ** 2", "(3 + 4)万元", "abs(-5)"],
)
def test_an_expression_without_rounding_is_left_as_it_is(expression: str) -> None:
    """Taking the rounding out of an expression that has none changes nothing of its result."""
    assert calculate(unrounded(expression)) == calculate(expression)


def test_rounding_is_taken_out_wherever_it_stands() -> None:
    """What a result is a rounding of is told, also where it is rounded within."""
    assert calculate(unrounded("round(round(111.99万元, 0) / 3, 1)")) == calculate("111.99万元 / 3")


@pytest.mark.parametrize(
    ("exact", "rounded", "unit", "kept"),
    [("30.4539", "30.45", "%", True), ("0.1249", "0.12", "%", True), ("0.4904", "0.49", "亿元", True), ("0.4904", "0", "亿元", False),
     ("4.33", "4", "万元", False), ("161.03", "161", "万元", True), ("0.001", "0.00", "万元", False), ("0", "0", "元", True)],
)  # fmt: skip
def test_a_rounding_keeps_the_figure(exact: str, rounded: str, unit: str, kept: bool) -> None:
    """A figure may be cut as long as it still tells what it told: within 1 %, or a rate to two decimals."""
    assert keeps_enough(Decimal(exact), Decimal(rounded), unit) is kept
