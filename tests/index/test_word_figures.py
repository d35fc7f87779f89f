"""Of the numerals in words only those are figures that a report counts or pays with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.word_figures import is_count_of_cell, is_word_figure


@pytest.mark.parametrize(
    ("text", "numeral", "unit", "expected"),
    [("公務車六輛", "六", "辆", True), ("轿车一辆", "一", "辆", True), ("最大一宗为", "一", "宗", False), ("一百四十六个", "一百四十六", "个", True),
     ("四个意识", "四", "个", False),
     ("四个单位", "四", "个", True), ("两家单位", "两", "家", False), ("退休一人，", "一", "人", True), ("一人一策", "一", "人", False),
     ("第六辆", "六", "辆", False), ("二十三次会议", "二十三", "次", False)],
)  # fmt: skip
def test_counts_in_words(text: str, numeral: str, unit: str, expected: bool) -> None:
    """Clear units count from one or two on, common ones only when the number is large or the noun is one that is counted."""
    values = {"六": 6, "一": 1, "一百四十六": 146, "四": 4, "两": 2, "二十三": 23}
    start = text.index(numeral)
    end = start + len(numeral) + len(unit)
    assert is_word_figure(text, start, end, Decimal(values[numeral]), False, unit, True) is expected


def test_money_in_words() -> None:
    """五元 is money at the end of a clause and none inside a word; a bare 万 is a figure only at the end of a clause."""
    assert is_word_figure("补助五元，", 2, 4, Decimal(5), False, "元", False)
    assert not is_word_figure("二元结构", 0, 2, Decimal(2), False, "元", False)
    assert is_word_figure("一百二十万。", 0, 5, Decimal(120), True, "", False)
    assert not is_word_figure("三万里河", 0, 2, Decimal(3), True, "", False)


def test_counts_of_a_cell() -> None:
    """Alone in a cell 两次 is a count; 一级 and 二期 are classes."""
    assert is_count_of_cell("次")
    assert not is_count_of_cell("级")
    assert not is_count_of_cell("期")
