"""The base of a comparison, the direction of a change, and the budget a rate is of."""

from __future__ import annotations

import pytest

from index.comparison import find_base, find_change, find_completion


@pytest.mark.parametrize(
    ("text", "against", "item"),
    [
        ("与2021年相比，", "2021年", ""), ("，较上年决算数", "上年决算数", ""), ("比年初预算数", "年初预算数", ""),
        ("与2022年收入总计相比", "2022年", "收入总计"), ("，较修正预算", "修正预算", ""), ("，同比", "上年同期", ""),
        ("，同口径比上年", "上年", ""), ("与向人大报告的执行数相比，收入", "向人大报告的执行数", ""),
    ],
)  # fmt: skip
def test_the_base_is_named_as_printed(text: str, against: str, item: str) -> None:
    """The last base in the words before a figure, with the item named beside it."""
    base = find_base(text)
    assert base is not None
    assert (base.against, base.item) == (against, item)


def test_no_base_where_none_is_named() -> None:
    """Words that compare nothing give no base."""
    assert find_base("公务接待费支出") is None


@pytest.mark.parametrize(("tail", "sign"), [("减少", -1), ("增长", 1), ("增列", 1), ("升幅", 1), ("压减", -1), ("总规模扩大", 1)])
def test_verbs_of_change(tail: str, sign: int) -> None:
    """Verbs and nouns of rising and falling give the direction."""
    change = find_change(tail, based=False)
    assert change is not None
    assert change.sign == sign


def test_more_and_less_are_verbs_only_with_a_base() -> None:
    """"比2021年少5.48万元" is a fall; without a base 少 and 多 say nothing."""
    assert find_change("少", based=True).sign == -1
    assert find_change("少", based=False) is None


@pytest.mark.parametrize("tail", ["增值税", "降到", "增加至"])
def test_names_and_levels_are_no_change(tail: str) -> None:
    """A tax called 增值税 and a level reached ("增加至") are no changes."""
    assert find_change(tail, based=True) is None


@pytest.mark.parametrize(
    ("tail", "base"),
    [
        ("完成预算的", "预算"), ("完成年初预算的", "年初预算"), ("为预算调整数的", "调整预算"), ("占年初预算的", "年初预算"),
        ("相当于全年预算（含上年结转）的", "调整预算"), ("预算执行率", "预算"), ("占支出合计的", None), ("占", None),
    ],
)  # fmt: skip
def test_the_budget_a_rate_is_of(tail: str, base: str | None) -> None:
    """Rates of completion name their budget; shares of other totals are none."""
    found = find_completion(tail)
    assert (found[1] if found else None) == base
