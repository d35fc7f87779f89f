"""Printed figures are found with their exact value, unit and decimals; numbers that are no figures are left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.amounts import MONEY_UNITS, find_amounts, parse_cell, to_half_width


def found(text: str) -> list[tuple[str, str]]:
    return [(str(amount.value), amount.unit) for amount in find_amounts(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals", "printed"),
    [
        ("收入总计2,659.55万元。", "2659.55", "万元", 2, "2,659.55万元"),
        ("项目支出840.8万元", "840.8", "万元", 1, "840.8万元"),
        ("收入0万元；", "0", "万元", 0, "0万元"),
        ("合计1,234,567.80元", "1234567.80", "元", 2, "1,234,567.80元"),
        ("投资３．５亿元", "3.5", "亿元", 1, "３．５亿元"),
        ("占68.21%；", "68.21", "%", 2, "68.21%"),
        ("下降４.４２％", "4.42", "%", 2, "４.４２％"),
        ("提高2个百分点", "2", "个百分点", 0, "2个百分点"),
        ("接待270人次", "270", "人次", 0, "270人次"),
        ("接待25批次", "25", "批次", 0, "25批次"),
        ("收入 12 萬元", "12", "万元", 0, "12 萬元"),
        ("公務用車10輛", "10", "辆", 0, "10輛"),
        ("自评得分96分", "96", "分", 0, "96分"),
        ("增长-3.2%", "-3.2", "%", 1, "-3.2%"),
    ],
)
def test_figures(text: str, value: str, unit: str, decimals: int, printed: str) -> None:
    """Value, unit and printed decimals are those of the print; variants of a unit are one unit."""
    (amount,) = find_amounts(text)
    assert (amount.value, amount.unit, amount.decimals) == (Decimal(value), unit, decimals)
    assert amount.printed == printed == text[amount.start : amount.end]


@pytest.mark.parametrize(
    "text",
    [
        "2022年度", "2022年12月31日", "截至12月底", "2021-2023年", "2022.3.15", "9:30开始", "第215次常务会议", "第3部分",
        "国办发〔2022〕15号", "川财〔2021〕3号", "附件1", "图1：收入", "表3", "《管理办法》第12条", "51190022T000004971673-电子政务",
        "办公电话0827-5260000", "编号123456", "B2B平台", "十四届", "无数字",
    ],
)  # fmt: skip
def test_numbers_that_are_no_figures(text: str) -> None:
    """Years, dates, times, ordinals, document, list and picture numbers, codes and telephone numbers make no figure."""
    assert [pair for pair in found(text) if pair[1]] == []


@pytest.mark.parametrize(
    ("text", "approximate"),
    [("50余件", True), ("约461万元", True), ("近30人", True), ("270余条", True), ("20多套", True), ("100万元左右", True),
     ("90余次会议", True), ("50件", False), ("461万元", False)],
)  # fmt: skip
def test_approximate_figures_are_marked(text: str, approximate: bool) -> None:
    """约, 近, 余, 多 and 左右 mark a figure as approximate, and nothing else does."""
    (amount,) = find_amounts(text)
    assert amount.approximate is approximate


def test_figures_of_a_sentence_in_order() -> None:
    """All figures of a sentence come left to right; its year is none of them."""
    text = "2022年收入总计2,659.55万元，与2021年相比增加67.83万元，增长2.62%，比上年多1辆。"
    assert found(text) == [("2659.55", "万元"), ("67.83", "万元"), ("2.62", "%"), ("1", "辆")]


def test_money_of_the_size_of_a_year_is_money() -> None:
    """2022万元 is an amount although 2022年 is a date."""
    assert found("2022年投入2022万元") == [("2022", "万元")]


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("145.30", "万元", ("145.30", "万元", 2, False)), ("0.00", "万元", ("0.00", "万元", 2, False)),
        ("94.06%", "万元", ("94.06", "%", 2, False)), ("38000", "人/次", ("38000", "人/次", 0, False)),
        ("50余件", "次", ("50", "件", 0, True)), ("1,234.5", "元", ("1234.5", "元", 1, False)),
    ],
)  # fmt: skip
def test_cell_with_one_figure(text: str, unit: str, expected: tuple) -> None:
    """A cell of one figure is that figure; a unit printed in it goes before the table's own."""
    amount = parse_cell(text, unit)
    assert amount is not None
    assert (str(amount.value), amount.unit, amount.decimals, amount.approximate) == expected


@pytest.mark.parametrize("text", ["", "/", "好", "好坏", "—", "长期", "2000个PC端和移动端授权", "每周至少一次", "3个、5个"])
def test_cell_without_a_single_figure(text: str) -> None:
    """Blank cells, strokes, words and cells of several figures are no figure."""
    assert parse_cell(text, "万元") is None


def test_half_width_keeps_offsets() -> None:
    """Full-width digits become half-width one for one."""
    assert to_half_width("１２，３４５．６％") == "12,345.6%"
    assert len(to_half_width("收入１２３元")) == len("收入１２３元")


@given(st.decimals(min_value=0, max_value=10**12, places=2), st.sampled_from(sorted(MONEY_UNITS)), st.booleans())
def test_any_money_amount_is_read_exactly(value: Decimal, unit: str, grouped: bool) -> None:
    """Whatever amount is printed, with or without thousands commas, exactly that value and unit are read."""
    printed = f"{value:,.2f}{unit}" if grouped else f"{value:.2f}{unit}"
    (amount,) = find_amounts(f"支出合计{printed}，其中")
    assert (amount.value, amount.unit, amount.decimals, amount.printed) == (value, unit, 2, printed)
    assert isinstance(amount.value, Decimal)


@given(st.text(alphabet="0123456789.,，。%％万亿元年月日第号件余约（）()-— \t收支出", max_size=60))
def test_whatever_is_printed_figures_lie_in_it(text: str) -> None:
    """No text raises, and every figure found is a piece of the text, in order and apart from the others."""
    end = 0
    for amount in find_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.printed
        end = amount.end
