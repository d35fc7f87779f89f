"""Picking a figure by its neighbours: what counts as a figure, and which of several is taken."""

from __future__ import annotations

import pytest

from evals.baselines.figures import find_figures, pick_figure
from index.types import SourceLine

LINES = (
    SourceLine(1, "公务接待费支出决算4.33万元，完成预算91.35%，国内公务接待25批次，270人次。"),
    SourceLine(2, "公务用车购置及运行维护费支出1,111.99万元，比2021年减少49.04万元，下降30.45%。"),
)


def shown(texts: list[str]) -> list[str]:
    """The figures of some lines as texts."""
    lines = [SourceLine(number, text) for number, text in enumerate(texts, start=1)]
    return [f"{figure.value}{figure.unit}" for figure in find_figures(lines)]


@pytest.mark.parametrize(
    ("texts", "figures"),
    [
        (["2022年度支出1,111.99万元，下降30.45％"], ["1111.99万元", "30.45%"]),
        (["2022年12月31日，共有车辆6辆，其中3 辆"], ["6辆", "3辆"]),
        (["单位：万元", "三公经费\t116.32\t2022\t5"], ["116.32万元"]),
        (["金额减少-3.5亿元", "编号A12.5", "第3页"], ["-3.5亿元"]),
        (["没有数字"], []),
    ],
)
def test_a_figure_is_a_number_with_its_unit(texts: list[str], figures: list[str]) -> None:
    """Years, dates and bare whole numbers are none; a bare decimal takes the unit that the table declares."""
    assert shown(texts) == figures


@pytest.mark.parametrize(
    ("question", "picked"),
    [
        ("2022年公务接待费支出多少钱？", "4.33万元"),
        ("公务用车购置及运行维护费是多少？", "1111.99万元"),
        ("公车运行维护费下降百分之几？", "30.45%"),
        ("国内公务接待多少人次？", "270人次"),
        ("How much was spent?", "4.33万元"),
    ],
)
def test_the_figure_among_the_words_of_the_question_is_taken(question: str, picked: str) -> None:
    """A unit that is asked for goes first, then the most shared pairs of characters; without any, the first figure."""
    figure = pick_figure(question, find_figures(LINES))
    assert figure is not None
    assert f"{figure.value}{figure.unit}" == picked


def test_no_figure_no_pick() -> None:
    """Where no figure stands, none is picked."""
    assert pick_figure("多少？", ()) is None
