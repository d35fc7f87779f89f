"""Statements: every figure under a header gets its row's name and code, its column's meaning and its unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.statements import is_statement, read_statement
from index.tables import find_tables
from index.types import Cell, Table


def statement(*rows: tuple[str, ...], unit: str = "万元", title: str = "支出决算表") -> Table:
    """A ruled table; "<" repeats the cell to its left and "^" the one above it, as merged cells do."""
    made: list[tuple[Cell, ...]] = []
    for number, row in enumerate(rows, start=1):
        cells: list[Cell] = []
        for column, text in enumerate(row):
            if text == "<":
                cells.append(Cell(cells[-1].text, number, number, merged=True))
            elif text == "^":
                above = made[-1][column]
                cells.append(Cell(above.text, above.start, above.end, merged=True))
            else:
                cells.append(Cell(text, number, number))
        made.append(tuple(cells))
    return Table(title, tuple(made), 1, len(made), (), unit, None, True)


def told(table: Table) -> list[tuple]:
    assert is_statement(table)
    return [(f.code, f.path, f.item, f.column, str(f.value), f.unit) for f in read_statement(table)]


def test_codes_in_three_columns_make_one_code_and_name_their_parents() -> None:
    """类, 款 and 项 stand in columns of their own; the code is their joining and the path their names."""
    table = statement(
        ("功能分类科目编码", "<", "<", "科目名称", "本年支出合计", "基本支出", "项目支出"),
        ("类", "款", "项", "^", "^", "^", "^"),
        ("", "", "", "合计", "2,106.66", "1,503.52", "603.14"),
        ("201", "", "", "一般公共服务支出", "2,106.66", "1,503.52", "603.14"),
        ("201", "06", "", "财政事务", "2,106.66", "1,503.52", "603.14"),
        ("201", "06", "01", "行政运行", "1,511.89", "1,503.52", "8.37"),
        ("201", "06", "07", "信息化建设", "135.25", "", "135.25"),
    )
    facts = told(table)
    assert facts[0] == (None, (), "合计", "本年支出合计", "2106.66", "万元")
    assert facts[9] == ("2010601", ("一般公共服务支出", "财政事务"), "行政运行", "本年支出合计", "1511.89", "万元")
    assert facts[-2:] == [
        ("2010607", ("一般公共服务支出", "财政事务"), "信息化建设", "本年支出合计", "135.25", "万元"),
        ("2010607", ("一般公共服务支出", "财政事务"), "信息化建设", "项目支出", "135.25", "万元"),
    ]


def test_two_panels_side_by_side_are_read_apart() -> None:
    """Income to the left, spending to the right: each figure belongs to the name in its own panel."""
    table = statement(
        ("收入", "<", "支出", "<"),
        ("项目", "预算数", "项目", "预算数"),
        ("一、财政拨款收入", "118,637,400", "一、一般公共服务支出", "32,118,600"),
        ("1.一般公共预算资金", "116,237,400", "二、教育支出", ""),
        ("二、事业收入", "", "三、卫生健康支出", "2,870,300"),
        ("收入总计", "118,637,400", "支出总计", "118,637,400"),
        unit="元",
    )
    assert [(item, path, value) for _, path, item, _, value, _ in told(table)] == [
        ("财政拨款收入", (), "118637400"), ("一般公共预算资金", ("财政拨款收入",), "116237400"), ("收入总计", (), "118637400"),
        ("一般公共服务支出", (), "32118600"), ("卫生健康支出", (), "2870300"), ("支出总计", (), "118637400"),
    ]  # fmt: skip


def test_columns_name_the_item_where_rows_have_no_name() -> None:
    """The “三公” statement has one row of figures; each column's upper header says what it is, the last its basis."""
    table = statement(
        ("合计", "<", "因公出国（境）费", "<", "公务用车购置及运行费", "<", "公务接待费", "<"),
        ("预算数", "决算数", "预算数", "决算数", "预算数", "决算数", "预算数", "决算数"),
        ("0.95", "0.20", "", "", "0.00", "0.00", "0.95", "0.20"),
        title="财政拨款“三公”经费支出决算表",
    )
    facts = list(read_statement(table))
    assert [(f.column, f.basis, str(f.value)) for f in facts] == [
        ("合计/预算数", "预算", "0.95"), ("合计/决算数", "决算", "0.20"),
        ("公务用车购置及运行费/预算数", "预算", "0.00"), ("公务用车购置及运行费/决算数", "决算", "0.00"),
        ("公务接待费/预算数", "预算", "0.95"), ("公务接待费/决算数", "决算", "0.20"),
    ]  # fmt: skip
    assert [f.item for f in facts[2:]] == ["公务用车购置及运行费"] * 2 + ["公务接待费"] * 2


def test_blank_and_stroke_make_no_fact_and_a_printed_zero_does() -> None:
    """A blank cell, a stroke and 0.00 are three things."""
    table = statement(("项目", "预算数", "决算数"), ("培训费", "0.00", ""), ("会议费", "—", "1.20"))
    assert [(item, column, value) for *_, item, column, value, _ in told(table)] == [
        ("培训费", "预算数", "0.00"), ("会议费", "决算数", "1.20"),
    ]  # fmt: skip


def test_row_that_numbers_the_columns_makes_no_fact() -> None:
    """栏次 1 2 3 under the header are no amounts, and 行次 beside the names are none either."""
    table = statement(
        ("项目", "行次", "预算数", "决算数"), ("栏次", "", "1", "2"), ("一、教育支出", "1", "12.50", "11.00"), ("二、国防支出", "2", "3.00", "3.00")
    )
    assert [value for *_, value, _ in told(table)] == ["12.50", "11.00", "3.00", "3.00"]


@pytest.mark.parametrize(
    ("header", "measure", "unit", "against"),
    [
        ("占比", "share", "%", None), ("完成预算（%）", "completion_rate", "%", "预算"), ("增减额", "change", "万元", None),
        ("比上年增减", "change", "万元", "上年"), ("增减率", "percent_change", "%", None), ("接待人次", "count", "人次", None),
    ],
)  # fmt: skip
def test_header_decides_the_measure(header: str, measure: str, unit: str, against: str | None) -> None:
    """Shares, rates, changes and counts beside amounts keep their own measure and unit."""
    table = statement(("项目", "决算数", header), ("公务接待费", "4.00", "-2.50"))
    figure = list(read_statement(table))[1]
    assert (figure.measure, figure.unit, figure.against, figure.value) == (measure, unit, against, Decimal("-2.50"))


def test_year_in_the_header_is_the_period_of_its_column() -> None:
    """2021年 and 上年 over a column say which year its figures are of."""
    table = statement(("项目", "2021年决算", "2022年预算", "上年决算数"), ("公务接待费", "8.21", "8.00", "9.00"))
    assert [(f.period, f.basis) for f in read_statement(table)] == [("2021", "决算"), ("2022", "预算"), ("上年", "决算")]


def test_cash_account_beside_the_final_one_keeps_its_own_basis() -> None:
    """执行数 next to 决算数 is another account; alone it is the outturn."""
    beside = statement(("收入", "执行数", "决算数"), ("税收收入", "222,312", "222,655"))
    alone = statement(("收入", "预算数", "执行数"), ("税收收入", "222,312", "222,655"))
    assert [f.basis for f in read_statement(beside)] == ["执行", "决算"]
    assert [f.basis for f in read_statement(alone)] == ["预算", "决算"]


def test_rows_after_of_which_belong_to_the_row_before() -> None:
    """其中 opens the parts of the row above it, until the next numbered row."""
    table = statement(
        ("项目", "决算数"), ("二、公务接待费", "5.21"), ("三、公务用车购置及运行维护费", "2.48"),
        ("其中：购置费", "0.00"), ("运行维护费", "2.48"), ("合计", "7.69"),
    )  # fmt: skip
    assert [(f.item, f.path) for f in read_statement(table)] == [
        ("公务接待费", ()), ("公务用车购置及运行维护费", ()), ("购置费", ("公务用车购置及运行维护费",)),
        ("运行维护费", ("公务用车购置及运行维护费",)), ("合计", ()),
    ]  # fmt: skip


def test_remarks_are_kept_as_text_of_their_row() -> None:
    """A column of remarks gives words, not amounts."""
    table = statement(("项目", "决算数", "备注"), ("公务用车购置费", "87.07", "购置5辆"), ("公务接待费", "2.14", ""))
    remark = next(f for f in read_statement(table) if f.measure == "text")
    assert (remark.item, remark.column, remark.printed, remark.value) == ("公务用车购置费", "备注", "购置5辆", None)


def test_evaluation_form_is_no_statement() -> None:
    """Forms with aims and outcomes are read elsewhere, column by column."""
    assert not is_statement(statement(("绩效指标", "指标值", "完成值"), ("案件结案率", "≥95%", "98.00%")))


def test_code_printed_before_the_name_is_parted_from_it(number_lines) -> None:
    """"2010601行政运行" in one cell is a code and a name."""
    lines = number_lines(["单位：元", "科目|合计|基本支出", "2010601行政运行|548,316.22|548,316.22", "2210201住房公积金|58,653.60|58,653.60"])
    (table,) = find_tables(lines, ())
    assert [(f.code, f.item, f.unit) for f in read_statement(table)][::2] == [
        ("2010601", "行政运行", "元"), ("2210201", "住房公积金", "元"),
    ]  # fmt: skip
