"""Names and figures of a list are paired in order, and never where their numbers differ."""

from __future__ import annotations

import pytest

from index.amounts import find_amounts
from index.enumerations import both, listed_names, pair_of


def names_of(text: str, last: tuple[str, ...] = ()) -> tuple[tuple[str, ...], str, int] | None:
    amounts = list(find_amounts(text))
    return listed_names(text[: amounts[0].start], amounts, text, last)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("基本支出、项目支出分别为10万元、20万元", ("基本支出", "项目支出")),
        ("财政拨款和事业收入依次为3万元和4万元", ("财政拨款", "事业收入")),
        ("教育、卫生两类支出分别为5万元和6万元", ("教育支出", "卫生支出")),
    ],
)
def test_names_of_a_list(text: str, names: tuple[str, ...]) -> None:
    """As many names as figures; a kind that all share (两类支出) is given to each."""
    found = names_of(text)
    assert found is not None
    assert (found[0], found[2]) == (names, len(names))


@pytest.mark.parametrize(
    "text", ["基本支出、项目支出、其他支出分别为10万元、20万元", "收入、支出分别增加3万元，下降5%", "基本支出为10万元、20万元"]
)
def test_a_list_that_does_not_fit_is_left_alone(text: str) -> None:
    """More names than figures, figures of two units, or no 分别: nothing is paired."""
    assert names_of(text) is None


def test_figures_may_go_on_about_the_names_before() -> None:
    """分别 without names speaks of those told last."""
    assert names_of("分别为1万元和2万元", ("收入", "支出")) == (("收入", "支出"), "为", 2)


@pytest.mark.parametrize(
    ("words", "pair"),
    [
        ("2022年收、支总计均为", ("2022年收入总计", "2022年支出总计")),
        ("收支总计", ("收入总计", "支出总计")),
        ("2022年收入总计", None),
        ("收支情况", None),
    ],
)
def test_one_figure_for_income_and_spending(words: str, pair: tuple[str, str] | None) -> None:
    """Both are named only where the words name both and say that the figure is of each."""
    assert pair_of(words) == pair


def test_words_after_both() -> None:
    """What follows 均 or 各 is told of both; elsewhere nothing is."""
    assert both("均比上年增加") == "上年增加"
    assert both("增加") is None
