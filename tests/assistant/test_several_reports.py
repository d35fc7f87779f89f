"""A library of several bodies and years: the right report is asked, and figures of several are set side by side."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from assistant.ask import Assistant
from index.build import build_library

ACCOUNTS = """{year}年度{entity}部门决算
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计{income}万元，支出总计{spending}万元。
二、“三公”经费支出决算情况说明
{year}年度“三公”经费支出决算为{three}万元，预算为{budget}万元，完成预算的{rate}%。
公务接待费支出决算{reception}万元。国内公务接待{batches}批次。
"""
BUDGET = """2025年临川市教育局部门预算
一、收支预算情况说明
2025年收入预算总额950.00万元，支出预算总额950.00万元。
二、“三公”经费预算情况说明
公务接待费预算3.50万元。
"""
EDUCATION_23, EDUCATION_24, EDUCATION_25, AUDIT_24 = "jy-2023.txt", "jy-2024.txt", "jy-2025.txt", "sj-2024.txt"
STATEMENT = """2024年度临川市民政局部门决算
支出决算表
单位：万元
科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出
合计\t合计\t100.00\t60.00\t40.00
208\t社会保障和就业支出\t70.00\t50.00\t20.00
2080201\t行政运行\t50.00\t50.00\t0.00
2080299\t其他民政管理事务支出\t20.00\t0.00\t20.00
221\t住房保障支出\t30.00\t10.00\t20.00
2210201\t住房公积金\t30.00\t10.00\t20.00
"""


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The education bureau's accounts of two years and budget of a third, the audit bureau's accounts of one."""
    folder = tmp_path_factory.mktemp("several")
    values = {
        EDUCATION_23: ("临川市教育局", 2023, "800.00", "790.00", "10.00", "12.50", "80", "4.00", 40),
        EDUCATION_24: ("临川市教育局", 2024, "900.00", "880.00", "9.00", "12.00", "75", "3.00", 30),
        AUDIT_24: ("临川市审计局", 2024, "300.00", "290.00", "5.00", "5.00", "100", "2.00", 25),
    }
    names = ("entity", "year", "income", "spending", "three", "budget", "rate", "reception", "batches")
    for file, row in values.items():
        (folder / file).write_text(ACCOUNTS.format(**dict(zip(names, row, strict=True))), encoding="utf-8")
    (folder / EDUCATION_25).write_text(BUDGET, encoding="utf-8")
    (folder / "mz-2024.txt").write_text(STATEMENT, encoding="utf-8")
    summary = build_library(sorted(folder.glob("*.txt")), folder / "library")
    assert not summary.failed
    opened = Assistant.open(folder / "library")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "value", "unit", "cited"),
    [
        ("临川市教育局比审计局2024年支出总计多多少？", "590", "万元", {(EDUCATION_24, 4), (AUDIT_24, 4)}),
        ("教育局和审计局2024年公务接待费合计多少？", "5", "万元", {(EDUCATION_24, 7), (AUDIT_24, 7)}),
        ("2024年临川市教育局和临川市审计局的公务接待费，哪家更多？", "3", "万元", {(EDUCATION_24, 7), (AUDIT_24, 7)}),
        ("临川市教育局和临川市审计局2024年公务接待费，哪个单位最少？", "2", "万元", {(EDUCATION_24, 7), (AUDIT_24, 7)}),
        (
            "Between the education bureau and the audit bureau, which spent more on reception in 2024?",
            "3", "万元", {(EDUCATION_24, 7), (AUDIT_24, 7)},
        ),
        ("教育局2024年三公经费比2023年减少多少？", "1", "万元", {(EDUCATION_24, 6), (EDUCATION_23, 6)}),
        ("教育局2024年国内公务接待批次比2023年少多少批次？", "10", "批次", {(EDUCATION_24, 7), (EDUCATION_23, 7)}),
    ],
)  # fmt: skip
def test_figures_of_several_reports_are_set_against_each_other(
    several: Assistant, question: str, value: str, unit: str, cited: set[tuple[str, int]]
) -> None:
    """The same item is taken from each report, the answer worked out, and both lines are cited."""
    answer = several.ask(question)
    assert answer.status == "answered", answer.text
    assert (Decimal(answer.figures[0].value), answer.figures[0].unit) == (Decimal(value), unit)
    assert {(citation.file, citation.line) for citation in answer.citations} >= cited


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("临川市教育局2023年和2024年的公务接待费分别是多少？", ["3.00", "4.00"]),
        ("教育局和审计局2024年收入总计各是多少？", ["900.00", "300.00"]),
    ],
)
def test_each_of_several_is_told_by_itself(several: Assistant, question: str, values: list[str]) -> None:
    """Asked for each, nothing is worked out: every figure stands as its report prints it."""
    answer = several.ask(question)
    assert [figure.value for figure in answer.figures] == values
    assert not answer.calculations


@pytest.mark.parametrize(
    ("question", "value", "line"),
    [
        ("教育局公务接待费多少？", "3.00", (EDUCATION_24, 7)),
        ("教育局公务接待费预算多少？", "3.50", (EDUCATION_25, 5)),
        ("教育局2025年公务接待费多少？", "3.50", (EDUCATION_25, 5)),
        ("教育局2023年支出总计多少？", "790.00", (EDUCATION_23, 4)),
        ("Linchuan education bureau's total expenditure in 2024?", "880.00", (EDUCATION_24, 4)),
    ],
)
def test_the_report_of_the_year_and_kind_meant_is_asked(
    several: Assistant, question: str, value: str, line: tuple[str, int]
) -> None:
    """Without a year the newest final accounts count, the newest budget where a budget is asked for."""
    answer = several.ask(question)
    assert [figure.value for figure in answer.figures] == [value]
    assert [(citation.file, citation.line) for citation in answer.citations] == [line]


@pytest.mark.parametrize(
    "question", ["教育局2024年收入决算衔接资金是多少？", "教育局2024年地方政府专项债券支出是多少？", "教育局2024年车辆保险费是多少？"]
)
def test_an_item_no_report_prints_is_declined(several: Assistant, question: str) -> None:
    """Words in common with a printed item are not enough."""
    assert several.ask(question).status == "declined"


def test_a_budgeted_amount_is_called_one(several: Assistant) -> None:
    """A figure of a budget is never told as if it had been spent."""
    assert "公务接待费预算为3.50万元" in several.ask("教育局2025年公务接待费多少？").text
    assert "budget" in several.ask("How much is the education bureau's official reception in 2025?").text


@pytest.mark.parametrize(
    "question",
    [
        "教育局2025年公务接待费决算是多少？",
        "教育局2025年实际支出多少？",
        "教育局2021年支出总计多少？",
        "临川市卫健委2024年公务接待费多少？",
        "临川市公安局2024年公务接待费多少？",
        "临川市教育局和临川市公安局2024年公务接待费合计多少？",
    ],
)
def test_what_is_not_held_is_declined(several: Assistant, question: str) -> None:
    """An outturn of which only the budget is held, a year and a body without a report: no figure of another is given."""
    answer = several.ask(question)
    assert (answer.status, answer.figures) == ("declined", ())


def test_a_question_that_fits_every_body_asks_back(several: Assistant) -> None:
    """Which body is meant is asked, with the bodies held, and no figure is given."""
    answer = several.ask("2024年公务接待费多少？")
    assert (answer.status, answer.figures) == ("unclear", ())
    assert "临川市教育局" in answer.text
    assert "临川市审计局" in answer.text


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("教育局2024年三公经费比预算少多少？", "3", "万元"),
        ("教育局2024年的三公经费有没有超预算？", "3", "万元"),
        ("教育局2024年三公经费决算占预算的百分之几？", "75", "%"),
        ("How far under budget was the education bureau's three-public expense in 2024?", "3", "万元"),
    ],
)
def test_an_outturn_is_set_against_its_budget(several: Assistant, question: str, value: str, unit: str) -> None:
    """Both figures are printed on one line; the distance or the rate is worked out from them."""
    answer = several.ask(question)
    assert answer.status == "answered", answer.text
    assert (Decimal(answer.figures[0].value), answer.figures[0].unit) == (Decimal(value), unit)
    assert [citation.line for citation in answer.citations] == [6]


def test_the_part_of_a_column_in_the_total_row(several: Assistant) -> None:
    """What part of all spending is project spending: from the total row of the table."""
    answer = several.ask("民政局2024年项目支出占本年支出合计的百分之几？")
    assert (answer.figures[0].value, answer.figures[0].unit) == ("40", "%")
    assert ("mz-2024.txt", 5) in {(citation.file, citation.line) for citation in answer.citations}


@pytest.mark.parametrize(
    ("question", "first", "line"),
    [
        ("民政局2024年本年支出中金额最大的是哪一类？", "70.00", 6),
        ("民政局2024年基本支出最大的是哪一项？", "50.00", 7),
        ("民政局2024年基本支出最多的两项分别是什么？", "50.00", 7),
    ],
)
def test_the_largest_rows_of_a_column(several: Assistant, question: str, first: str, line: int) -> None:
    """Rows of one level of detail are ordered; classes where classes are asked for, else the finest rows."""
    answer = several.ask(question)
    assert answer.status == "answered", answer.text
    assert answer.figures[0].value == first
    assert line in {citation.line for citation in answer.citations}
