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


def test_figures_after_respectively_go_to_their_names() -> None:
    """分别为 pairs names and figures in order, and 依次占 goes on with the names before it."""
    text = "一般公共服务、社会保障和就业两类支出分别为1512.08万元和131.46万元，依次占83.92%、7.30%。"
    assert told(text) == [
        ("一般公共服务支出", "amount", "1512.08", "万元", None), ("社会保障和就业支出", "amount", "131.46", "万元", None),
        ("一般公共服务支出", "share", "83.92", "%", None), ("社会保障和就业支出", "share", "7.30", "%", None),
    ]  # fmt: skip


def test_one_figure_for_income_and_spending() -> None:
    """收、支总计均为 gives both items the figure, and 各减少 both the change."""
    text = "2023年度财政拨款收、支总计均为4,837.07万元。与2022年相比，各减少451.30万元，下降8.5%。"
    assert told(text) == [
        ("财政拨款收入总计", "amount", "4837.07", "万元", None), ("财政拨款支出总计", "amount", "4837.07", "万元", None),
        ("财政拨款收入总计", "change", "-451.30", "万元", "2022年"), ("财政拨款支出总计", "change", "-451.30", "万元", "2022年"),
        ("财政拨款收入总计", "percent_change", "-8.5", "%", "2022年"), ("财政拨款支出总计", "percent_change", "-8.5", "%", "2022年"),
    ]  # fmt: skip


def test_the_base_may_bring_its_own_amount() -> None:
    """"比预算1.00万元增加1.14万元": the budget's amount is one figure, the change another."""
    figures = list(read_paragraph("公务接待费决算2.14万元,比预算1.00万元增加1.14万元,增长114%。"))
    assert [(f.measure, f.basis, str(f.value), f.against) for f in figures] == [
        ("amount", "决算", "2.14", None), ("amount", "预算", "1.00", None), ("change", None, "1.14", "预算"),
        ("percent_change", None, "114", "预算"),
    ]  # fmt: skip
    assert {f.item for f in figures} == {"公务接待费"}


def test_rates_in_brackets_after_a_figure() -> None:
    """A bare rate in brackets is a share of the whole, a signed one the rate of the change before it."""
    assert told("基本支出1326.10万元（73.60%），项目支出475.65万元（26.40%）。")[1][:3] == ("基本支出", "share", "73.60")
    assert told("总规模较2021年扩大58.44万元（+3.27%）。")[1] == ("总规模", "percent_change", "3.27", "%", "2021年")


def test_figures_without_a_unit_take_the_declared_one() -> None:
    """Where the report declares a unit, money printed without one has it; ratios and list numbers do not."""
    figures = list(read_paragraph("公务接待费：8.21，比上年减少4.54，下降35.61%。库款保障水平0.42。", unit="万元"))
    assert [(f.measure, str(f.value), f.unit) for f in figures] == [
        ("amount", "8.21", "万元"), ("change", "-4.54", "万元"), ("percent_change", "-35.61", "%"),
    ]  # fmt: skip
    assert list(read_paragraph("公务接待费：8.21。")) == []


def test_traditional_characters_are_read_as_simplified_and_quoted_as_printed() -> None:
    """較上年度預算數…增列 is a base and a change; the figure is quoted as it is printed."""
    figures = list(read_paragraph("歲入預算數 12,460 千元，較上年度預算數 11,980 千元增列 480 千元。"))
    assert [(f.measure, str(f.value), f.period, f.printed) for f in figures] == [
        ("amount", "12460", None, "12,460 千元"), ("amount", "11980", "上年", "11,980 千元"), ("change", "480", None, "480 千元"),
    ]  # fmt: skip


def test_aims_are_targets_and_per_head_figures_name_what_they_are_of() -> None:
    """不少于 makes a target; 人均 takes up the subject before it."""
    assert told("全年下乡不少于40场次，受益群众满意度不低于90%。")[0][1:3] == ("target", "40")
    assert told("国内公务接待7批次,62人次,人均106.45元。")[-1][:3] == ("人均国内公务接待", "amount", "106.45")


def test_offset_leads_to_the_printed_figure() -> None:
    """A figure's offset is where it stands in the paragraph, list mark and indent included."""
    text = "　　（二）公务接待费0.66万元，比上年减少0.2万元。"
    for figure in read_paragraph(text):
        assert text[figure.offset : figure.offset + len(figure.printed)] == figure.printed
