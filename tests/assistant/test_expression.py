"""The expression language: what it takes, what it refuses, and how it says so."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.calculator import CalculationError, calculate
from index.errors import MingzhangError


@pytest.mark.parametrize(
    ("expression", "value", "unit"),
    [
        ("(111.99+49.04)", "161.03", ""),
        ("100.00 - 50", "50.00", ""),
        ("111.99万元 + 490412元", "161.0312", "万元"),
        ("490412元 + 111.99万元", "1610312", "元"),
        ("5萬元 + 3万元", "8", "萬元"),
        ("1億元 - 1百萬元", "0.99", "億元"),
        ("2千元 * 3", "6", "千元"),
        ("100万元人民币 + 1元", "100.0001", "万元人民币"),
        ("200万元 * 30.45%", "60.90", "万元"),
        ("30% * 200万元", "60", "万元"),
        ("50万元 / 50%", "100", "万元"),
        ("3亿元 / 2.5万元", "12000", ""),
        ("112万元 / 8辆", "14", "万元/辆"),
        ("14万元/辆 * 8辆", "112", "万元"),
        ("112万元 / 14万元/辆", "8", "辆"),
        ("270人次 / 25批次", "10.8", "人次/批次"),
        ("3万人 + 5000人", "3.5", "万人"),
        ("1 - 30.45%", "0.6955", ""),
        ("30.45% + 5个百分点", "35.45", "%"),
        ("30% / 60%", "0.5", ""),
        ("(30 + 5)%", "35", "%"),
        ("(1 + 2)万元", "3", "万元"),
        ("１１１．９９萬元 × ２ ÷ ４", "55.995", "萬元"),
        ("1,234,567.89 + 0", "1234567.89", ""),
        ("sum(1,234.5, 2)", "1236.5", ""),
        ("sum(1万元, 5000元)", "1.5", "万元"),
        ("min(3, 1,2)", "1", ""),
        ("max(1万元, 20000元)", "20000", "元"),
        ("round(2.345万元, 2)", "2.35", "万元"),
        ("round(-2.345, 2)", "-2.35", ""),
        ("round(1250, -2)", "1300", ""),
        ("abs(-3辆)", "3", "辆"),
        ("-2 ** 2", "-4", ""),
        ("2 ** 3 ** 2", "512", ""),
        ("2 ** -1", "0.5", ""),
        ("--3", "3", ""),
    ],
)
def test_expression_has_value_and_unit(expression: str, value: str, unit: str) -> None:
    """Every form of the grammar gives the exact value in the unit of the rule table."""
    result = calculate(expression)
    assert (str(result.value), result.unit) == (value, unit)


@pytest.mark.parametrize(
    ("expression", "what"),
    [
        ("", "empty"), ("   ", "empty"), ("1 +", "character 4"), ("1 2", "operator is missing"),
        ("(1", "not closed"), ("1)", "operator is missing"), ("万元", "no number before it"),
        ("1万元 + 3辆", "cannot add 万元 and 辆"), ("1万元 + 3", "cannot add 万元 and a plain number"),
        ("1万元 + 3%", "cannot add 万元 and %"), ("1万元 * 1万元", "cannot multiply"), ("1 / 3辆", "cannot divide"),
        ("1港元 + 1元", "cannot add 港元 and 元"), ("2万元 ** 2", "cannot raise 万元"),
        ("5 / 0", "division by zero"), ("0 / 0", "division by zero"), ("0 ** -1", "division by zero"),
        ("2 ** 65", "exponent 65"), ("2 ** -65", "exponent -65"), ("((9**64)**64)", "too large or too small"),
        ("9" * 300, "too large"), ("1 + " * 300 + "1", "characters"),
        ("(" * 51 + "1" + ")" * 51, "more than 50 levels"),
        ("-" * 51 + "1", "more than 50 levels"), ("eval(1)", 'no function "eval"'), ("sum 1", "needs brackets"),
        ("__import__('os')", "cannot stand"), ("__import__(1)", "no function"), ("1;2", "cannot stand"),
        ("round(1)", "round takes"),
        ("round(1, 0.5)", "must be whole"), ("abs(1, 2)", "abs takes"), ("sum()", "number is expected"),
        ("sum(100,200)", "thousands or arguments"), ("round(12,345)", "thousands or arguments"),
        ("1234,567", "missing"),
        ("(3辆)万元", "in 辆 already"), ("1.2.3", "operator is missing"), ("(-4) ** (1/2)", "no exact meaning"),
    ],
)
def test_fault_says_what_and_what_to_do(expression: str, what: str) -> None:
    """Each wrong expression is refused with a message that names the fault and a next step."""
    with pytest.raises(CalculationError) as caught:
        calculate(expression)
    assert what in str(caught.value)
    assert caught.value.next_step
    assert isinstance(caught.value, MingzhangError)


def test_fault_tells_the_place() -> None:
    """The place of a fault is counted in characters from 1, in the text as it was given."""
    with pytest.raises(CalculationError) as caught:
        calculate("１１１ + 2万元")
    assert caught.value.where == 'character 5 of "１１１ + 2万元"'


def test_limits_are_inclusive() -> None:
    """1,000 characters, 50 levels and an exponent of 64 are still taken."""
    assert calculate("1" + "+1" * 499 + " ").value == 500
    assert calculate("(" * 50 + "1" + ")" * 50).value == 1
    assert calculate("2 ** 64").value == 2**64


numbers = st.decimals(-10**9, 10**9, allow_nan=False, allow_infinity=False, places=2)


@st.composite
def expressions(draw: st.DrawFn, depth: int = 4) -> tuple[str, Fraction]:
    """A text with the value that Python's fractions give it."""
    if depth == 0 or draw(st.booleans()):
        number = draw(numbers)
        return f"({number:f})", Fraction(number)
    left, left_value = draw(expressions(depth=depth - 1))
    right, right_value = draw(expressions(depth=depth - 1))
    operator = draw(st.sampled_from("+-*"))
    value = {"+": left_value + right_value, "-": left_value - right_value, "*": left_value * right_value}[operator]
    return f"({left} {operator} {right})", value


@settings(max_examples=200, deadline=None)
@given(expressions(depth=2))
def test_sums_and_products_are_exact(case: tuple[str, Fraction]) -> None:
    """What 50 digits can hold is exact: the calculator agrees with arithmetic on fractions."""
    text, value = case
    assert Fraction(calculate(text).value) == value


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.,()+-*/% 万亿元辆%sumroundabs１×÷，", max_size=60) | st.text(max_size=60))
def test_any_text_gives_a_quantity_or_a_clear_fault(text: str) -> None:
    """No text makes the calculator fail in any other way than by its own fault."""
    try:
        told = calculate(text).value.is_finite()
    except CalculationError as fault:
        told = bool(fault.next_step)
    assert told
