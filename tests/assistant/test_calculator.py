"""The named operations and their working; the public arithmetic programs."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant import calculator
from assistant.calculator import CalculationError, Quantity, Working, calculate
from assistant.quantity import converted, decimals_of, plain, round_half_up

PROGRAMS = Path(__file__).parents[3] / "shared" / "bench" / "calculator" / "programs.jsonl"


def quantity(text: str) -> Quantity:
    """A quantity from text such as "49.04万元"; a sign may stand in front."""
    return calculate(text)


@pytest.mark.skipif(not PROGRAMS.exists(), reason="the benchmark folder ../shared/bench is not beside this checkout")
def test_every_public_program_is_reproduced() -> None:
    """All programs of the benchmark come out digit for digit when rounded half up at their decimals."""
    rows = [json.loads(row) for row in PROGRAMS.read_text("utf8").splitlines()]
    got = {row["id"]: plain(round_half_up(calculate(row["expression"]).value, row["decimals"])) for row in rows}
    wrong = [(row["id"], row["result"], got[row["id"]]) for row in rows if got[row["id"]] != row["result"]]
    assert len(rows) == 1737
    assert wrong == []


@pytest.mark.parametrize(
    ("working", "expression", "result", "unit", "exact"),
    [
        (("derive_prior", "111.99万元", "-49.04万元"), "111.99 + 49.04", "161.03", "万元", True),
        (("derive_prior", "111.99万元", "10.00万元"), "111.99 - 10.00", "101.99", "万元", True),
        (("derive_prior", "111.99万元", "-490400元"), "111.99万元 + 490400元", "161.03", "万元", True),
        (("difference", "100.00万元", "50万元"), "100.00 - 50", "50.00", "万元", True),
        (("difference", "30.45%", "20.00%"), "30.45 - 20.00", "10.45", "百分点", True),
        (("difference", "-5辆", "-8辆"), "(-5) + 8", "3", "辆", True),
        (("percent_change", "111.99万元", "161.03万元"), "(111.99 - 161.03) / 161.03 * 100", "-30.45", "%", False),
        (("share", "1万元", "4万元"), "1 / 4 * 100", "25", "%", True),
        (("share", "111.99万元", "2亿元"), "111.99万元 / 2亿元 * 100", "0.56", "%", False),
        (("ratio", "161.03万元", "111.99万元"), "161.03 / 111.99", "1.44", "", False),
        (("ratio", "1万元", "3亿元"), "1万元 / 3亿元", "0.00003333", "", False),
        (("per_unit", "4.33万元", "270人次"), "4.33 * 10000 / 270", "160.37", "元/人次", False),
        (("per_unit", "5.39万元", "2辆"), "5.39 / 2", "2.695", "万元/辆", True),
        (("per_unit", "1119900元", "8辆"), "1119900 / 10000 / 8", "14.00", "万元/辆", False),
        (("per_unit", "2億元", "7輛"), "2 * 10000 / 7", "2857.14", "萬元/輛", False),
        (("per_unit", "270人次", "25批次"), "270 / 25", "10.8", "人次/批次", True),
        (("implied_budget", "840.8万元", "98.5%"), "840.8 / 98.5 * 100", "853.60", "万元", False),
        (("implied_budget", "111.99万元", "100%"), "111.99 / 100 * 100", "111.99", "万元", True),
        (("scale", "111.99万元", "90%"), "111.99 * 90 / 100", "100.79", "万元", False),
        (("convert", "111.99万元", "元"), "111.99 * 10000", "1119900", "元", True),
        (("convert", "1119900元", "亿元"), "1119900 / 100000000", "0.011199", "亿元", True),
        (("convert", "1万元/辆", "元/辆"), "1 * 10000", "10000", "元/辆", True),
    ],
)
def test_operation_shows_its_working(
    working: tuple[str, str, str], expression: str, result: str, unit: str, exact: bool
) -> None:
    """Each named operation gives the expression, the rounded result, its unit and whether it is exact."""
    name, first, second = working
    got = calculator.OPERATIONS[name](quantity(first), second if name == "convert" else quantity(second))
    assert (got.expression, plain(got.result), got.unit, got.exact) == (expression, result, unit, exact)


def test_total_keeps_signs_and_decimals() -> None:
    """A total shows every part with its sign and keeps the longest printed decimals."""
    got = calculator.total([quantity("1.50万元"), quantity("-3.25万元"), quantity("7万元")])
    assert got == Working("1.50 - 3.25 + 7", Decimal("5.25"), "万元", True)


def test_rounding_is_stated() -> None:
    """A rounded result says so in its text; an exact one does not."""
    assert str(calculator.percent_change(quantity("111.99万元"), quantity("161.03万元"))) == (
        "(111.99 - 161.03) / 161.03 * 100 ≈ -30.45% (rounded half up to 2 decimals)"
    )
    assert str(calculator.difference(quantity("3辆"), quantity("1辆"))) == "3 - 1 = 2辆"


def test_working_becomes_the_calculation_of_an_answer() -> None:
    """An answer carries the same expression, result and unit."""
    got = calculator.derive_prior(quantity("111.99万元"), quantity("-49.04万元")).to_calculation()
    assert (got.expression, got.result, got.unit) == ("111.99 + 49.04", "161.03", "万元")


@pytest.mark.parametrize(
    ("name", "first", "second", "what"),
    [
        ("percent_change", "1万元", "0万元", "no rate of change"),
        ("percent_change", "1万元", "-2万元", "no rate of change"),
        ("share", "1万元", "0元", "division by zero"),
        ("difference", "1万元", "1辆", "cannot subtract"),
        ("difference", "1", "30%", "cannot subtract"),
        ("derive_prior", "111.99万元", "-30.45%", "cannot derive"),
        ("ratio", "1万元", "1辆", "cannot compare"),
        ("per_unit", "1万元", "0辆", "cannot spread"),
        ("per_unit", "1万元", "2万元", "cannot spread"),
        ("implied_budget", "1万元", "0%", "completion rate of 0%"),
        ("implied_budget", "1万元", "0.9", "not a percentage"),
        ("scale", "1万元", "2万元", "not a percentage"),
    ],
)
def test_operation_refuses_what_has_no_meaning(name: str, first: str, second: str, what: str) -> None:
    """Operands that do not go together are refused, never silently put together."""
    with pytest.raises(CalculationError, match=what):
        calculator.OPERATIONS[name](quantity(first), quantity(second))


def test_total_of_nothing_is_refused() -> None:
    """No figures have no sum: 0 would be made up."""
    with pytest.raises(CalculationError, match="nothing to add up"):
        calculator.total([])


amounts = st.builds(
    Quantity,
    st.integers(0, 4).flatmap(lambda places: st.decimals(-10**7, 10**7, allow_nan=False, places=places)),
    st.sampled_from(["元", "千元", "万元", "百万元", "亿元", "萬元"]),
)
rates = st.builds(Quantity, st.decimals("0.01", 1000, places=2), st.just("%"))
counts = st.builds(Quantity, st.integers(1, 10**6).map(Decimal), st.sampled_from(["辆", "人次", "批次", ""]))
workings = st.one_of(
    st.builds(calculator.derive_prior, amounts, amounts),
    st.builds(calculator.difference, amounts, amounts),
    st.builds(calculator.total, st.lists(amounts, min_size=1, max_size=8)),
    st.builds(calculator.per_unit, amounts, counts),
    st.builds(calculator.implied_budget, amounts, rates),
    st.builds(calculator.scale, amounts, rates),
    st.builds(calculator.convert, amounts, st.sampled_from(["元", "万元", "亿元"])),
)


def assert_expression_gives_result(working: Working) -> None:
    """The promise of every working: its expression, calculated anew, is its result."""
    again = calculate(working.expression)
    assert again.unit in ("", working.unit)
    if working.exact:
        assert again.value == working.result
    else:
        assert round_half_up(again.value, decimals_of(working.result)) == working.result


@settings(max_examples=400, deadline=None)
@given(workings)
def test_shown_expression_evaluates_to_the_result(working: Working) -> None:
    """Whatever the operands, the expression shown evaluates to the result, before rounding where it is rounded."""
    assert_expression_gives_result(working)


@settings(max_examples=200, deadline=None)
@given(amounts, amounts, st.sampled_from([calculator.percent_change, calculator.share, calculator.ratio]))
def test_shown_rate_evaluates_to_the_result(first: Quantity, second: Quantity, operation) -> None:
    """The same for rates, where the base is above zero."""
    assume(second.value > 0)
    assert_expression_gives_result(operation(first, second))


@settings(max_examples=200, deadline=None)
@given(amounts, amounts)
def test_prior_plus_change_is_current(current: Quantity, change: Quantity) -> None:
    """A derived earlier figure and the change give the current figure back, to the last digit."""
    prior = calculator.derive_prior(current, change)
    assert prior.result + converted(change, current.unit).value == current.value
