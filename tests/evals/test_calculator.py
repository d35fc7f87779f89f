from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from evals.calculator import Program, read_programs, round_half_up, score_programs
from evals.errors import BadCases


def program(expression: str, result: str, decimals: int) -> Program:
    return Program("p", expression, Decimal(result), decimals, "p.jsonl:1")


def gives(value: str):
    return lambda expression: SimpleNamespace(value=Decimal(value), unit="")


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        ("2.675", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("0.5", 0, "1"),
        ("2.5", 0, "3"),
        ("1", 5, "1.00000"),
        ("123456789012345678901234567890123456789012345678.5", 0, "123456789012345678901234567890123456789012345679"),
    ],
)
def test_half_goes_away_from_zero(value, decimals, rounded):
    """Rounding is half up at the printed decimals, for any size of number."""
    assert str(round_half_up(Decimal(value), decimals)) == rounded


def test_exact_reproduction_or_a_mismatch():
    """The rounded value is the printed result or it is not: one unit in the last place is a mismatch that says both."""
    assert score_programs([program("530 / 922", "0.57484", 5)], gives("0.574837310195")) == ()
    missed = score_programs([program("530 / 922", "0.57483", 5)], gives("0.574837310195"))
    assert "gives 0.57484, printed 0.57483" in missed[0].reason


def test_a_fault_is_one_mismatch():
    """A program that the calculator refuses counts against it; the others are still measured."""

    def calculate(expression):
        return SimpleNamespace(value=Decimal(1 / int(expression)))

    missed = score_programs([program("0", "0", 0), program("1", "1", 0)], calculate)
    assert len(missed) == 1
    assert "ZeroDivisionError" in missed[0].reason


def test_the_real_calculator_on_programs_of_every_kind():
    """Differences, shares, averages, signs and nested brackets come out of the project's own calculator."""
    from assistant.calculator import calculate

    programs = [
        program("952711 - 1438471", "-485760.00000", 5),
        program("(148.10 - 136.78) / 136.78", "0.08276", 5),
        program("((1 + 2) / 3) * 100", "100.0", 1),
        program("-5 - (-3)", "-2", 0),
    ]
    assert score_programs(programs, calculate) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expression": ""}, "expression"),
        ({"result": "1,0"}, "plain decimal"),
        ({"decimals": -1}, "decimals"),
        ({"decimals": True}, "decimals"),
        ({"id": 4}, "id"),
    ],
)
def test_malformed_programs_are_named(tmp_path, change, words):
    """A malformed program row is told with file and line number."""
    path = tmp_path / "p.jsonl"
    row = {"id": "a", "expression": "1", "result": "1", "decimals": 0}
    path.write_text(json.dumps(row) + "\n" + json.dumps({**row, **change}) + "\n", encoding="utf-8")
    with pytest.raises(BadCases, match=f"p.jsonl:2: .*{words}"):
        read_programs(path)
