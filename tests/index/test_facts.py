"""A sample of the report's facts, checked by hand against its lines, and what must hold for every fact."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from index.build import read_report
from index.read import clean_text
from index.types import BASES, MEASURES

# line, measure, item, path, value (signed), unit, basis, against. Read by eye from the report, line by line.
PROSE = [
    (22, "count", "内设科室", (), "17", "个", None, None),
    (32, "amount", "收入总计", (), "2659.55", "万元", "决算", None),
    (32, "amount", "年初结转和结余", ("收入总计",), "420.41", "万元", "决算", None),
    (32, "amount", "一般公共预算财政拨款收入", ("收入总计",), "2239.14", "万元", "决算", None),
    (32, "change", "收入总计", (), "67.83", "万元", None, "2021年"),
    (32, "percent_change", "收入总计", (), "2.62", "%", None, "2021年"),
    (33, "amount", "支出总计", (), "2644.94", "万元", "决算", None),
    (33, "change", "支出总计", (), "253.01", "万元", None, "2021年"),
    (33, "percent_change", "支出总计", (), "10.58", "%", None, "2021年"),
    (37, "share", "一般公共预算财政拨款收入", ("本年收入合计",), "100", "%", None, "本年收入合计"),
    (37, "amount", "政府性基金预算财政拨款收入", ("本年收入合计",), "0", "万元", "决算", None),
    (37, "amount", "其他收入", ("本年收入合计",), "0", "万元", "决算", None),
    (41, "amount", "基本支出", ("本年支出合计",), "1804.14", "万元", "决算", None),
    (41, "share", "基本支出", ("本年支出合计",), "68.21", "%", None, "本年支出合计"),
    (41, "amount", "项目支出", ("本年支出合计",), "840.8", "万元", "决算", None),
    (41, "share", "项目支出", ("本年支出合计",), "31.79", "%", None, "本年支出合计"),
    (46, "change", "财政拨款支出总计", (), "253.01", "万元", None, "2021年"),
    (51, "share", "一般公共预算财政拨款支出", (), "100", "%", None, "本年支出合计"),
    (55, "amount", "社会保障和就业支出", (), "170.08", "万元", "决算", None),
    (55, "share", "卫生健康支出", (), "2.78", "%", None, None),
    (59, "completion_rate", "一般公共预算支出", (), "99.45", "%", None, "预算"),
    (60, "amount", "行政运行", ("一般公共服务", "政府办公厅（室）及相关机构事务"), "1311.89", "万元", "决算", None),
    (61, "completion_rate", "一般行政管理事务", ("一般公共服务", "政府办公厅（室）及相关机构事务"), "100", "%", None, "预算"),
    (66, "amount", "死亡抚恤", ("社会保障和就业", "抚恤"), "23.08", "万元", "决算", None),
    (72, "amount", "住房公积金", ("住房保障支出", "住房改革支出"), "126.64", "万元", "决算", None),
    (75, "amount", "人员经费", (), "1451.6", "万元", "决算", None),
    (76, "amount", "公用经费", (), "352.54", "万元", "决算", None),
    (79, "amount", "“三公”经费财政拨款支出", (), "116.32", "万元", "决算", None),
    (79, "completion_rate", "“三公”经费财政拨款支出", (), "99.65", "%", None, "预算"),
    (79, "change", "“三公”经费财政拨款支出", (), "-49.24", "万元", None, "上年"),
    (79, "percent_change", "“三公”经费财政拨款支出", (), "-29.74", "%", None, "上年"),
    (81, "share", "公务用车购置及运行维护费支出", (), "96.28", "%", None, "“三公”经费财政拨款支出"),
    (81, "share", "公务接待费支出", (), "3.72", "%", None, "“三公”经费财政拨款支出"),
    (84, "amount", "因公出国（境）经费支出", (), "0", "万元", "决算", None),
    (84, "count", "因公出国（境）团组", (), "0", "次", None, None),
    (84, "change", "因公出国（境）支出", (), None, "", None, "2021年"),
    (85, "amount", "公务用车购置及运行维护费支出", (), "111.99", "万元", "决算", None),
    (85, "completion_rate", "公务用车购置及运行维护费支出", (), "100", "%", None, "预算"),
    (85, "change", "公务用车购置及运行维护费支出", (), "-49.04", "万元", None, "2021年"),
    (85, "percent_change", "公务用车购置及运行维护费支出", (), "-30.45", "%", None, "2021年"),
    (85, "change", "更新购置公务用车", (), "-1", "辆", None, "2021年"),
    (86, "amount", "公务用车购置支出", ("公务用车购置及运行维护费支出",), "34.99", "万元", "决算", None),
    (86, "count", "公务用车", (), "10", "辆", None, None),
    (86, "count", "轿车", ("公务用车",), "2", "辆", None, None),
    (86, "count", "越野车", ("公务用车",), "8", "辆", None, None),
    (87, "amount", "公务用车运行维护费支出", (), "77", "万元", "决算", None),
    (88, "completion_rate", "公务接待费支出", (), "91.35", "%", None, "预算"),
    (88, "change", "公务接待费支出", (), "-0.2", "万元", None, "2021年"),
    (88, "percent_change", "公务接待费支出", (), "-4.42", "%", None, "2021年"),
    (89, "count", "国内公务接待", (), "25", "批次", None, None),
    (89, "count", "国内公务接待", (), "270", "人次", None, None),
    (90, "amount", "外事接待支出", (), "0", "万元", "决算", None),
    (92, "amount", "政府性基金预算财政拨款支出", (), "0", "万元", "决算", None),
    (97, "change", "机关运行经费支出", (), "25.33", "万元", None, "2021年"),
    (97, "percent_change", "机关运行经费支出", (), "7.74", "%", None, "2021年"),
    (99, "amount", "政府采购支出总额", (), "344.1", "万元", "决算", None),
    (99, "amount", "政府采购货物支出", ("政府采购支出总额",), "308.4", "万元", "决算", None),
    (101, "count", "车辆", (), "10", "辆", None, None),
    (104, "score", "自评得分", (), "96", "分", None, None),
    (155, "count", "公务员", ("财政预算供给人员",), "57", "人", None, None),
    (155, "count", "退休人员", (), "17", "人", None, None),
    (162, "amount", "总体结转和结余", (), "14.61", "万元", "决算", None),
    (170, "amount", "人员类项目", (), "1451.6", "万元", "调整预算", None),
    (174, "amount", "特定目标类项目", (), "381.85", "万元", "调整预算", None),
    (174, "amount", "特定目标类项目", (), "787.65", "万元", "决算", None),
    (174, "completion_rate", "特定目标类项目", (), "98.18", "%", None, "预算"),
    (2779, "amount", "合同金额", (), "227.7", "万元", ..., None),
]
NETWORK, DUTY, SUPERVISION = "电子政务及专用网络运维经费", "市政府总值班室经费", "专项督查督办及调研经费"
GAZETTE, EMERGENCY, OFFICE = "政府公报及专项资料编印费", "应急指挥中心经费", "巴中市政府一网协同OA办公平台建设"
BUDGET, OUTPUT, CONTENT = "预算执行情况", ("产出指标", "数量指标", "绩效指标"), ("满意度指标", "服务对象满意度指标", "绩效指标")
# line, measure, item, path, value, unit, basis, approximate, column, context lines.
TABLES = [
    (225, "amount", "总额", (NETWORK, BUDGET), "155.00", "万元", "年初预算", False, "年初预算", (191, 212, 224)),
    (226, "amount", "总额", (NETWORK, BUDGET), "145.30", "万元", "调整预算", False, "调整后预算数", (191, 212, 224)),
    (227, "amount", "总额", (NETWORK, BUDGET), "145.30", "万元", "决算", False, "预算执行数", (191, 212, 224)),
    (228, "completion_rate", "总额", (NETWORK, BUDGET), "100.00", "%", None, False, "预算执行率", (191, 212, 224)),
    (235, "amount", "财政资金", (NETWORK, BUDGET), "155.00", "万元", "年初预算", False, "年初预算", (191, 212, 234)),
    (245, "amount", "财政专户管理资金", (NETWORK, BUDGET), "0.00", "万元", "年初预算", False, "年初预算", (191, 212, 244)),
    (290, "target", "主页社会点击量", (NETWORK, *OUTPUT), "35000", "人/次", "目标", False, "指标值", (191, 273, 288)),
    (292, "value", "主页社会点击量", (NETWORK, *OUTPUT), "38000", "人/次", "完成", False, "完成值", (191, 273, 288)),
    (350, "target", "使用人员满意度", (NETWORK, *CONTENT), "95", "%", "目标", False, "指标值", (191, 273, 348)),
    (352, "value", "使用人员满意度", (NETWORK, *CONTENT), "98", "%", "完成", False, "完成值", (191, 273, 348)),
    (353, "weight", "使用人员满意度", (NETWORK, *CONTENT), "20", "分", None, False, "权重", (191, 273, 348)),
    (354, "score", "使用人员满意度", (NETWORK, *CONTENT), "18", "分", None, False, "得分", (191, 273, 348)),
    (359, "score", "合计", (NETWORK, "绩效指标"), "98", "分", None, False, "得分", (191, 273, 357)),
    (412, "amount", "总额", (DUTY, BUDGET), "15.00", "万元", "调整预算", False, "调整后预算数", (377, 398, 410)),
    (476, "target", "值班情况", (DUTY, *OUTPUT), "24", "小时/天", "目标", False, "指标值", (377, 459, 474)),
    (612, "amount", "总额", (SUPERVISION, BUDGET), "19.54", "万元", "调整预算", False, "调整后预算数", (578, 599, 610)),
    (678, "value", "专项督查督办及调用", (SUPERVISION, *OUTPUT), "855", "次", "完成", False, "完成值", (578, 659, 674)),
    (1068, "value", "印刷各类资料份数", (GAZETTE, *OUTPUT), "8000", "份", "完成", True, "完成值", (967, 1049, 1064)),
    (1654, "target", "协调处置突发事件", (EMERGENCY, *OUTPUT), "30", "次", "目标", False, "指标值", (1556, 1637, 1652)),
    (1656, "value", "协调处置突发事件", (EMERGENCY, *OUTPUT), "50", "件", "完成", True, "完成值", (1556, 1637, 1652)),
    (2429, "completion_rate", "财政资金", (OFFICE, BUDGET), "94.06", "%", None, False, "预算执行率", (2383, 2404, 2425)),
    (2728, "value", "项目成本", ("工作经费", "成本指标", "经济成本指标", "绩效指标"), "31.5", "万元", "完成", False, "完成值",
     (2568, 2649, 2724)),
]  # fmt: skip
# line, printed, item, value, unit, approximate: figures told inside a form's cell.
TOLD = [
    (392, "270余条", "270", "条", True), (392, "60余批次", "60", "批次", True), (392, "4期", "4", "期", False),
    (784, "2次", "2", "次", False), (982, "200余篇", "200", "篇", True), (1180, "23条", "23", "条", False),
    (1984, "36922条", "36922", "条", False), (1984, "26期", "26", "期", False), (2583, "650万元", "650", "万元", False),
]  # fmt: skip


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def test_the_sample_is_large() -> None:
    """The hand-checked sample holds at least 60 facts and every kind of measure that the report has."""
    assert len(PROSE) + len(TABLES) + len(TOLD) >= 60
    assert {row[1] for row in (*PROSE, *TABLES)} == set(MEASURES) - {"text"}


@pytest.mark.parametrize("row", PROSE, ids=lambda row: f"{row[0]}-{row[1]}-{row[2]}-{row[4]}")
def test_prose_facts(bazhong_reading, row: tuple) -> None:
    """A figure of the prose has its item, path, value, unit, basis and base of comparison, once, of the year 2022."""
    line, measure, item, path, value, unit, basis, against = row
    found = [
        fact for fact in bazhong_reading.facts
        if (fact.line, fact.measure, fact.item, fact.path, fact.value, fact.unit) == (line, measure, item, path, decimal(value), unit)
        and basis in (..., fact.basis)
    ]  # fmt: skip
    assert len(found) == 1
    assert (found[0].against, found[0].period, found[0].approximate) == (against, "2022", False)
    assert (found[0].end_line, found[0].context_lines, found[0].table) == (line, (), None)


@pytest.mark.parametrize("row", TABLES, ids=lambda row: f"{row[0]}-{row[1]}")
def test_table_facts(bazhong_reading, row: tuple) -> None:
    """A figure of a form is of its project and row, with the column's meaning and the lines that explain it."""
    line, measure, item, path, value, unit, basis, approximate, column, context = row
    (fact,) = [fact for fact in bazhong_reading.facts if fact.line == line]
    assert (fact.measure, fact.item, fact.path, fact.value, fact.unit) == (measure, item, path, Decimal(value), unit)
    assert (fact.basis, fact.approximate, fact.column, fact.context_lines) == (basis, approximate, column, context)
    assert fact.decimals == len(value.partition(".")[2])
    assert fact.period == "2022"


@pytest.mark.parametrize("row", TOLD, ids=lambda row: f"{row[0]}-{row[1]}")
def test_figures_told_inside_a_cell(bazhong_reading, row: tuple) -> None:
    """Running text in a cell gives its figures too, under the form's project."""
    line, printed, value, unit, approximate = row
    (fact,) = [fact for fact in bazhong_reading.facts if (fact.line, fact.printed) == (line, printed)]
    assert (fact.value, fact.unit, fact.approximate) == (Decimal(value), unit, approximate)
    assert fact.table is not None
    assert fact.context_lines


def test_unchanged_is_a_change_without_a_value(bazhong_reading) -> None:
    """持平 on line 84 is kept as printed, and no number is made of it."""
    (fact,) = [fact for fact in bazhong_reading.facts if "持平" in fact.printed]
    assert (fact.line, fact.measure, fact.value, fact.unit, fact.printed) == (84, "change", None, "", "与2021年持平")


def test_worded_cells_are_facts(bazhong_reading) -> None:
    """好, 长期 and the names of those responsible are facts of their cell."""
    worded = {fact.line: fact for fact in bazhong_reading.facts if fact.value is None}
    assert (worded[304].item, worded[304].printed) == ("网络、系统软件正常运行率", "好")
    assert (worded[340].measure, worded[340].printed) == ("value", "长期")
    assert (worded[371].item, worded[371].path, worded[371].printed) == ("项目负责人", (NETWORK,), "吴弘")


def test_every_fact_is_printed_where_it_says(bazhong_reading) -> None:
    """What a fact prints stands in its lines, and its clause is a piece of the same lines."""
    for fact in bazhong_reading.facts:
        lines = bazhong_reading.lines[fact.line - 1 : fact.end_line]
        text = "".join(clean_text(line.text) for line in lines)
        assert fact.printed in text, fact
        assert fact.clause in text, fact


def test_every_value_is_the_printed_number(bazhong_reading) -> None:
    """A value is the printed number with a sign for a fall, as a decimal of the printed places, and never a float."""
    for fact in bazhong_reading.facts:
        if fact.value is None:
            continue
        assert isinstance(fact.value, Decimal)
        (number,) = re.findall(r"\d[\d,]*(?:\.\d+)?", fact.printed)
        assert abs(fact.value) == Decimal(number.replace(",", "")), fact
        assert fact.decimals == len(number.partition(".")[2]), fact
        assert fact.value >= 0 or fact.measure in ("change", "percent_change"), fact


def test_every_fact_is_well_formed(bazhong_reading) -> None:
    """Measures and bases are of the known ones, ids are used once, lines ascend, and every fact names an item."""
    facts = bazhong_reading.facts
    assert len({fact.id for fact in facts}) == len(facts)
    assert [fact.line for fact in facts] == sorted(fact.line for fact in facts)
    for fact in facts:
        assert fact.measure in MEASURES
        assert fact.basis is None or fact.basis in BASES
        assert fact.item
        assert fact.file == bazhong_reading.report.file
        assert all(1 <= number <= 2806 and number != fact.line for number in fact.context_lines)


@pytest.mark.parametrize("line", [1, 34, 73, 84 - 1, 105, 181, 187, 2767, 2772, 2793, 2806])
def test_lines_without_figures_give_no_facts(bazhong_reading, line: int) -> None:
    """Captions, headings, residue and lines with years, list and document numbers only make no fact."""
    assert [fact for fact in bazhong_reading.facts if fact.line == line] == []


@pytest.mark.parametrize(("line", "number"), [(2771, "215"), (2777, "215"), (2777, "2022"), (59, "2022"), (62, "3"), (86, "12"),
                                              (103, "2022"), (2774, "2021"), (982, "3000"), (391, "2022")])  # fmt: skip
def test_numbers_that_are_no_figures(bazhong_reading, line: int, number: str) -> None:
    """Years, months, ordinals, list numbers and the size of a document are not taken for figures."""
    assert number in bazhong_reading.lines[line - 1].text or line == 391
    assert [fact for fact in bazhong_reading.facts if fact.line == line and fact.value == Decimal(number)] == []


def test_budget_codes_are_no_figures(bazhong_reading) -> None:
    """A project's code is text."""
    codes = [fact for fact in bazhong_reading.facts if fact.item == "项目名称"]
    assert len(codes) == 13
    assert all(fact.value is None and fact.measure == "text" for fact in codes)


def test_fund_scope_of_a_figure(bazhong_reading) -> None:
    """A figure of one fund names it; a figure of all funds names none."""
    scope = {(fact.line, fact.item): fact.fund_scope for fact in bazhong_reading.facts}
    assert scope[92, "政府性基金预算财政拨款支出"] == "政府性基金预算财政拨款"
    assert scope[94, "国有资本经营预算财政拨款支出"] == "国有资本经营预算财政拨款"
    assert scope[32, "收入总计"] is None


def test_reading_twice_reads_the_same(bazhong_report, bazhong_reading) -> None:
    """The same file gives the same facts under the same ids."""
    assert read_report(bazhong_report) == bazhong_reading
