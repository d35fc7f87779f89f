"""What each figure of a paragraph is of, and as what: amount, change, percent change, share, rate, count, score."""

from __future__ import annotations

from decimal import Decimal

import pytest

from index.prose import read_paragraph

NAMES = ("市政府办公室",)


def told(text: str, before: str = "") -> list[tuple]:
    return [
        (figure.item, figure.measure, None if figure.value is None else str(figure.value), figure.unit, figure.against)
        for figure in read_paragraph(text, NAMES, before)
    ]


def test_fall_is_negative_in_amount_and_percent() -> None:
    """A fall has a negative value, whether printed in money or in percent, and names what it is measured against."""
    assert told("公务接待费支出4.33万元，完成预算91.35%。公务接待费支出决算比2021年减少0.2万元，下降4.42%。") == [
        ("公务接待费支出", "amount", "4.33", "万元", None),
        ("公务接待费支出", "completion_rate", "91.35", "%", "预算"),
        ("公务接待费支出", "change", "-0.2", "万元", "2021年"),
        ("公务接待费支出", "percent_change", "-4.42", "%", "2021年"),
    ]


@pytest.mark.parametrize(
    ("verb", "sign"),
    [("增加", 1), ("增长", 1), ("上升", 1), ("提高", 1), ("多支出", 1), ("减少", -1), ("下降", -1), ("降低", -1), ("压减", -1)],
)
def test_sign_follows_the_verb_and_measure_the_unit(verb: str, sign: int) -> None:
    """Rising verbs are positive, falling ones negative; 万元 makes a change and % a percent change, whatever the verb."""
    figures = list(read_paragraph(f"培训费支出10万元，较上年{verb}34万元，{verb}12%。"))
    assert [(figure.measure, figure.value) for figure in figures[1:]] == [
        ("change", sign * Decimal(34)), ("percent_change", sign * Decimal(12)),
    ]  # fmt: skip


def test_shares_name_the_whole() -> None:
    """A share is of the whole that is printed, else of the sum that 其中 takes apart."""
    figures = told("2022年本年支出合计2644.94万元，其中：基本支出1804.14万元，占68.21%；项目支出840.8万元，占31.79%。")
    assert [figure for figure in figures if figure[1] == "share"] == [
        ("基本支出", "share", "68.21", "%", "本年支出合计"), ("项目支出", "share", "31.79", "%", "本年支出合计"),
    ]  # fmt: skip
    assert told("财政拨款支出2644.94万元，占本年支出合计的100%。")[1] == ("财政拨款支出", "share", "100", "%", "本年支出合计")


def test_unchanged_is_told_without_a_number() -> None:
    """持平 makes a change without a value: no number is invented for it."""
    assert told("因公出国（境）经费支出0万元。因公出国（境）支出决算与2021年持平。") == [
        ("因公出国（境）经费支出", "amount", "0", "万元", None), ("因公出国（境）支出", "change", None, "", "2021年"),
    ]  # fmt: skip


def test_counts_name_what_is_counted() -> None:
    """A count is of the thing before or behind it, and keeps its unit."""
    assert told("单位共有公务用车10辆，其中：轿车2辆、越野车8辆。") == [
        ("公务用车", "count", "10", "辆", None), ("轿车", "count", "2", "辆", None), ("越野车", "count", "8", "辆", None),
    ]  # fmt: skip
    assert told("国内公务接待25批次，270人次。") == [
        ("国内公务接待", "count", "25", "批次", None), ("国内公务接待", "count", "270", "人次", None),
    ]  # fmt: skip


def test_parts_know_their_whole() -> None:
    """What 其中 takes apart has the whole as its path, also when 其中 opens the next paragraph."""
    (whole, part) = read_paragraph("2022年收入总计2659.55万元。其中：年初结转和结余420.41万元。")
    assert (whole.path, part.path) == ((), ("收入总计",))
    (next_part,) = read_paragraph("其中：公务用车购置支出34.99万元。", (), "公务用车购置及运行维护费支出")
    assert next_part.path == ("公务用车购置及运行维护费支出",)


def test_classified_item_has_its_path_and_basis() -> None:
    """An item of the functional classification has 类 and 款 as its path, and 决算 as its basis."""
    text = "3.一般公共服务（类）政府办公厅（室）及相关机构事务（款）事业运行（项）:支出决算为122.05万元，完成预算100%。"
    amount, rate = read_paragraph(text)
    assert (amount.item, amount.path, amount.basis) == ("事业运行", ("一般公共服务", "政府办公厅（室）及相关机构事务"), "决算")
    assert (rate.item, rate.measure, rate.value) == ("事业运行", "completion_rate", Decimal(100))


def test_budget_and_outcome_of_one_item() -> None:
    """预算数 and 执行数 of a sentence belong to one item and differ in basis."""
    budget, outcome, rate = read_paragraph("人员类项目全年预算数1451.6万元，执行数1451.6万元，完成预算100%。")
    assert (budget.item, budget.basis, outcome.item, outcome.basis) == ("人员类项目", "调整预算", "人员类项目", "决算")
    assert rate.measure == "completion_rate"


def test_scores_are_scores() -> None:
    """96分 is a score."""
    assert told("绩效自评报告自评得分为96分。")[0][1:4] == ("score", "96", "分")


@pytest.mark.parametrize(
    "text",
    ["", "根据四届市政府第215次常务会议安排部署，按规定实施。", "截至2022年12月31日，（图1：收、支决算总计变动情况图）",
     "按照《2023年市级部门整体支出绩效评价指标体系》中评价内容，逐条自评打分。", "新增12345热线服务。"],
)  # fmt: skip
def test_paragraph_without_figures(text: str) -> None:
    """Dates, ordinals, pictures and names with digits tell no figure."""
    assert told(text) == []


def test_clause_is_the_sentence_without_its_list() -> None:
    """The clause is for matching: what 主要包括 lists is left out, and every word of it is printed."""
    text = "公用经费352.54万元，主要包括：办公费、公务接待费、劳务费。"
    (figure,) = read_paragraph(text)
    assert figure.clause == "公用经费352.54万元，"
    assert figure.clause in text


def test_a_bare_wan_is_money_only_behind_a_money_item() -> None:
    """Some reports write 43.76万 for 43.76万元; behind visitors or readers 万 is a multiplier and stays one."""
    assert [(figure[1], figure[3]) for figure in told("公务接待费43.76万，上年39.43万，增加4.33万元。")] == [
        ("amount", "万元"), ("amount", "万元"), ("change", "万元"),
    ]  # fmt: skip
    assert [figure[3] for figure in told("网站访问量达到12.5万，较上年增加3万。")] == ["万", "万"]


def test_a_year_alone_names_no_item() -> None:
    """The figure behind 上年 or 2021年 is the subject's, of that year; the change that follows is of the later year."""
    figures = list(read_paragraph("2022年公务接待费43.76万元，2021年为39.43万元，较上年增加4.33万元。培训费5万元，上年6万元。"))
    assert [(figure.item, figure.measure, str(figure.value), figure.period) for figure in figures] == [
        ("公务接待费", "amount", "43.76", "2022"), ("公务接待费", "amount", "39.43", "2021"),
        ("公务接待费", "change", "4.33", "2022"),
        ("培训费", "amount", "5", None), ("培训费", "amount", "6", "上年"),
    ]  # fmt: skip
