"""A column's header says what kind of figure stands under it."""

from __future__ import annotations

import pytest

from index.headers import YEAR_BEFORE, Column, read_column


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("2024年", "决算数"), {"measure": "amount", "basis": "决算", "period": "2024"}),
        (("上年决算数",), {"measure": "amount", "basis": "决算", "period": YEAR_BEFORE}),
        (("年初预算数",), {"measure": "amount", "basis": "年初预算"}),
        (("较上年增减", "增减率（%）"), {"measure": "percent_change", "against": YEAR_BEFORE, "unit": "%"}),
        (("较上年增减", "增减额"), {"measure": "change", "against": YEAR_BEFORE}),
        (("完成预算%",), {"measure": "completion_rate", "against": "预算", "unit": "%"}),
        (("保有量（辆）",), {"measure": "count", "unit": "辆"}),
        (("金额（万元）",), {"measure": "amount", "unit": "万元", "item": ()}),
        (("“三公”经费", "公务用车", "购置费"), {"item": ("“三公”经费", "公务用车", "购置费"), "basis": None}),
        (("預算數",), {"measure": "amount", "basis": "预算"}),
    ],
)
def test_a_header_tells_the_kind_of_figure(path: tuple[str, ...], expected: dict[str, object]) -> None:
    """Measure, basis, period, base of comparison, unit and item, from the innermost words that say something."""
    column = read_column(path)
    assert {name: getattr(column, name) for name in expected} == expected


def test_executed_beside_final_is_an_account_of_its_own() -> None:
    """执行数 is the outturn, but not in a table that prints 决算数 as well."""
    assert read_column(("执行数",)).basis == "决算"
    assert read_column(("执行数",), (("执行数",), ("决算数",))).basis == "执行"


def test_name_joins_the_levels() -> None:
    """Levels stand from the outermost to the innermost, repeated and empty ones once or not at all."""
    column = read_column(("支出", "支出", "", "基本支出"))
    assert isinstance(column, Column)
    assert column.name == "支出/基本支出"


@pytest.mark.parametrize("fund", ["一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款", "一般公共预算"])
def test_the_name_of_a_fund_is_no_basis(fund: str) -> None:
    """A column of the general public budget's money holds what was spent of it where the table is of final accounts."""
    assert read_column(("支出", fund)).basis is None
    assert read_column((fund, "预算数")).basis == "预算"
    assert read_column((fund, "决算数")).basis == "决算"
