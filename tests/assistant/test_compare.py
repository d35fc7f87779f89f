"""One item side by side over years or bodies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.ask import Assistant
from index.build import build_library
from index.errors import QuestionError

BODIES = {"青山县财政局": ((2022, "20.50"), (2023, "18.00")), "青山县水务局": ((2022, "10.00"), (2023, "12.30"))}


def accounts(body: str, year: int, amount: str) -> str:
    return (
        f"{body}{year}年度部门决算\n第二部分 {year}年度部门决算情况说明\n七、财政拨款“三公”经费支出决算情况说明\n"
        f"{year}年度“三公”经费财政拨款支出决算为{amount}万元。\n（二）具体情况说明\n公务接待费支出{amount}万元。\n"
    )


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Two bodies with two years each, whose reports differ in one figure only."""
    folder = tmp_path_factory.mktemp("four")
    for body, years in BODIES.items():
        for year, amount in years:
            (folder / f"{body}{year}年度部门决算.txt").write_text(accounts(body, year, amount), encoding="utf-8")
    build_library([folder], folder / "library")
    opened = Assistant.open(folder / "library")
    yield opened
    opened.close()


def test_years_of_one_body_are_set_side_by_side(four: Assistant) -> None:
    """Each year's figure is of its own report; difference and rate are worked out from the two."""
    found = four.compare("公务接待费", ["青山县财政局"], [2023, 2022])
    assert [(one.year, str(one.value), one.facts[0].file[6:10]) for one in found.figures] == [
        (2022, "20.50万元", "2022"), (2023, "18.00万元", "2023"),
    ]  # fmt: skip
    (gap,) = found.gaps
    assert (gap.difference.result, gap.rate.result) == (Decimal("-2.50"), Decimal("-12.20"))


def test_bodies_of_one_year_are_set_side_by_side(four: Assistant) -> None:
    """Without a year the latest is taken; each other body is set against the first, with the multiple."""
    found = four.compare("official reception")
    assert [(one.entity, one.year, str(one.value)) for one in found.figures] == [
        ("青山县水务局", 2023, "12.30万元"), ("青山县财政局", 2023, "18.00万元")
    ]
    (gap,) = found.gaps
    assert (gap.difference.result, gap.multiple.result, gap.rate) == (Decimal("-5.70"), Decimal("0.68"), None)


def test_bodies_over_years_keep_apart(four: Assistant) -> None:
    """Two bodies over two years: a year is set against the year before of its own body only."""
    found = four.compare("公务接待费", ["青山县财政局", "青山县水务局"], [2022, 2023])
    yearly = [(gap.of.entity, gap.difference.result) for gap in found.gaps if gap.of.entity == gap.than.entity]
    assert yearly == [("青山县财政局", Decimal("-2.50")), ("青山县水务局", Decimal("2.30"))]


def test_a_year_without_a_report_is_worked_out_from_the_next(assistant: Assistant) -> None:
    """The year before is worked out where its successor prints the change, with the working and its printed operands."""
    before, after = assistant.compare("vehicle costs", years=[2021, 2022]).figures
    assert (str(before.value), before.working.expression, {fact.line for fact in before.facts}) == ("161.03万元", "111.99 + 49.04", {85})
    assert (str(after.value), after.working) == ("111.99万元", None)


def test_what_is_not_held_is_missing_and_no_figure(assistant: Assistant, four: Assistant) -> None:
    """A year or an item that no report tells is named as missing; nothing is put in its place."""
    found = assistant.compare("公务接待费", years=[2019, 2022])
    assert [one.year for one in found.figures] == [2022]
    assert ["2019" in told for told in found.missing] == [True]
    assert found.gaps == ()
    assert four.compare("潜艇购置费", years=[2023]).figures == ()


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"item": " "}, "Name one thing"),
        ({"item": "公务接待费", "entities": ["北京市教育局"]}, "青山县财政局"),
        ({"item": "公务接待费", "years": [2022, 2023]}, "Name the body"),
        ({"item": "公务接待费", "basis": "大概"}, "年初预算"),
        ({"item": "公务接待费", "entities": ["青山县财政局"], "years": list(range(1900, 2000))}, "at most"),
    ],
)
def test_a_wish_that_cannot_be_understood_is_told(four: Assistant, wish: dict, told: str) -> None:
    """Bad input is a fault that says what to do next."""
    with pytest.raises(QuestionError, match=told):
        four.compare(**wish)
