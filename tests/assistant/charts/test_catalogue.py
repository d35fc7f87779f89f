"""What can be drawn from reports, and that every mark is a printed figure or worked out from printed figures."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from assistant.calculator import calculate
from assistant.charts.types import BUDGET, CHANGE, COMPOSITION, RANKING, Chart
from index.errors import MingzhangError

DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def chart_titled(charts, words: str, kind: str, announced: bool = False) -> Chart:
    found = [one for one in charts.offers() if words in one.title and one.kind == kind and (one.announced is not None) == announced]
    assert found, [one.title for one in charts.offers()]
    return charts.draw(found[0].id)


def values(chart: Chart) -> dict[tuple[str, str | None], Decimal]:
    return {(mark.label, mark.period): mark.value for series in chart.series for mark in series.marks}


def numbers_in(text: str) -> set[Decimal]:
    return {Decimal(number.replace(",", "")) for number in DIGITS.findall(text)}


def check_marks(charts) -> int:
    """Every quoted mark stands on its line as printed; every other is what its working gives, from numbers on its lines."""
    seen = 0
    for offer in charts.offers():
        chart = charts.draw(offer.id)
        for mark in (*(mark for series in chart.series for mark in series.marks), *([chart.whole] if chart.whole else [])):
            printed = set().union(*(numbers_in(ground.text) for ground in mark.grounds))
            if mark.working is None:
                assert abs(mark.value) in printed, (offer.title, mark)
            else:
                assert calculate(mark.working).value == mark.value, (offer.title, mark)
                assert {abs(number) for number in numbers_in(mark.working)} - {Decimal(10000)} <= printed, (offer.title, mark)
            assert mark.unit == chart.unit
            seen += 1
    return seen


def test_every_mark_of_the_bundled_report_is_printed_or_worked_out(charts):
    """No figure of any chart of the report that comes with the project is without its line."""
    assert check_marks(charts) > 80


def test_the_seven_announced_pictures_are_offered(charts):
    """The pictures that the report only announces (图1 … 图7) are among what can be drawn, with the line of the caption."""
    announced = [one for one in charts.offers() if one.announced is not None]
    assert [one.announced.line for one in announced] == [34, 38, 42, 47, 52, 56, 82]
    assert [one.kind for one in announced] == [CHANGE, COMPOSITION, COMPOSITION, CHANGE, CHANGE, COMPOSITION, COMPOSITION]
    assert all(one.title.startswith(f"图{number}：") for number, one in enumerate(announced, 1))


def test_an_announced_change_shows_both_sides_and_works_out_the_year_before(charts):
    """图1 shows income and spending; 2021 is this year's figure less the printed change, with the working."""
    chart = chart_titled(charts, "图1", CHANGE, announced=True)
    assert values(chart) == {
        ("收入总计", "2021"): Decimal("2591.72"), ("收入总计", "2022"): Decimal("2659.55"),
        ("支出总计", "2021"): Decimal("2391.93"), ("支出总计", "2022"): Decimal("2644.94"),
    }  # fmt: skip
    assert [mark.working for mark in chart.series[1].marks] == ["2644.94 - 253.01", None]
    assert any("2021年" in note for note in chart.notes)


def test_a_composition_names_the_whole_its_parts_add_to(charts):
    """The three public expenses are drawn against their printed total, nothing spent abroad included."""
    chart = chart_titled(charts, "“三公”经费构成", COMPOSITION)
    assert chart.whole is not None
    assert chart.whole.value == Decimal("116.32")
    assert [mark.value for mark in chart.series[0].marks] == [Decimal("0"), Decimal("111.99"), Decimal("4.33")]


def test_ids_stay_the_same_in_both_languages(charts):
    """A link to a chart opens it whatever the language of the page."""
    assert [one.id for one in charts.offers("zh")] == [one.id for one in charts.offers("en")]
    assert len({one.id for one in charts.offers()}) == len(charts.offers())


def test_an_unknown_chart_is_refused_in_words(charts):
    """A link to what this library does not hold tells the next step."""
    with pytest.raises(MingzhangError, match="Choose one that the list of charts offers"):
        charts.draw("change-000000000000")


YEAR = """{body}{year}年度部门决算

一、收入支出决算总体情况说明
{year}年度收入总计{income}万元，支出总计{income}万元。
二、“三公”经费财政拨款支出决算情况说明
{year}年“三公”经费财政拨款支出决算为{three}万元。其中：因公出国（境）费0万元，公务用车购置及运行维护费{cars}万元，公务接待费{guests}万元。
"""


def yearly(body: str, year: int, income: str, three: str, cars: str, guests: str) -> str:
    return YEAR.format(body=body, year=year, income=income, three=three, cars=cars, guests=guests)


def test_several_reports_of_a_body_make_a_line_of_years(charts_of):
    """Years of one body come together from its reports, each from its own."""
    charts = charts_of({
        f"{year}.txt": yearly("南山县水务局", year, income, three, cars, guests)
        for year, income, three, cars, guests in [
            (2021, "900.10", "30.00", "20.00", "10.00"), (2022, "950.20", "28.00", "19.00", "9.00"), (2023, "940.00", "25.50", "17.50", "8.00"),
        ]
    })  # fmt: skip
    chart = chart_titled(charts, "“三公”经费变动", CHANGE)
    assert values(chart) == {("“三公”经费", "2021"): 30, ("“三公”经费", "2022"): 28, ("“三公”经费", "2023"): Decimal("25.5")}
    assert {ground.file for mark in chart.series[0].marks for ground in mark.grounds} == {"2021.txt", "2022.txt", "2023.txt"}
    assert check_marks(charts) > 10


def test_parts_that_do_not_add_up_get_no_shares(charts_of):
    """Where the printed parts miss the printed total, the amounts are drawn without a whole and a note says so."""
    charts = charts_of({"a.txt": yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "8.00")})
    chart = chart_titled(charts, "“三公”经费构成", COMPOSITION)
    assert chart.whole is None
    assert any("不符" in note and "28.00万元" in note for note in chart.notes)


def test_bodies_are_ranked_in_one_unit_and_scope(charts_of):
    """Bodies of one scope are set side by side, 元 turned into 万元 exactly; another scope is left out and told."""
    charts = charts_of({
        "a.txt": yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "9.00"),
        "b.txt": yearly("北山县林业局", 2022, "700.00", "31.25", "21.25", "10.00").replace("31.25万元", "312500元"),
        "c.txt": yearly("西山县档案馆", 2022, "80.00", "3.00", "2.00", "1.00").replace("部门决算", "单位决算"),
    })  # fmt: skip
    chart = chart_titled(charts, "“三公”经费：各单位比较", RANKING)
    assert [(mark.label, mark.value) for mark in chart.series[0].marks] == [("北山县林业局", Decimal("31.25")), ("南山县水务局", 28)]
    assert chart.unit == "万元"
    assert chart.series[0].marks[0].working == "312500 / 10000"
    assert any("西山县档案馆" in note and "口径" in note for note in chart.notes)


BUDGET_TABLE = """东山县教育局2022年“三公”经费决算表
单位：万元
项目\t年初预算数\t决算数
合计\t12.00\t9.50
因公出国（境）费\t0.00\t0.00
公务接待费\t4.00\t2.50
公务用车购置及运行维护费\t8.00\t7.00
"""


def test_budget_and_actual_stand_side_by_side(charts_of):
    """Items whose budget and outturn are both printed are drawn as pairs, each basis a series."""
    charts = charts_of({"a.csv": BUDGET_TABLE.replace("\t", ",")})
    chart = chart_titled(charts, "预算与决算", BUDGET)
    assert [series.name for series in chart.series] == ["年初预算", "决算"]
    pairs = {one.label: (one.value, other.value) for one, other in zip(chart.series[0].marks, chart.series[1].marks, strict=True)}
    assert pairs["公务接待费"] == (Decimal("4.00"), Decimal("2.50"))
    assert pairs["“三公”经费"] == (Decimal("12.00"), Decimal("9.50"))


def test_a_rate_the_figures_contradict_is_not_drawn(charts_of):
    """A printed completion rate that budget and outturn contradict is left out and told with what they give."""
    text = yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "9.00") + (
        "1.公务用车购置及运行维护费支出决算19.00万元，预算20.00万元，完成预算95%。\n"
        "2.公务接待费支出决算9.00万元，预算10.00万元，完成预算90%。\n"
        "3.会议费支出决算3.00万元，预算6.00万元，完成预算70%。\n4.培训费支出决算3.00万元，预算6.00万元，完成预算50%。\n"
    )
    charts = charts_of({"a.txt": text})
    drawn = [charts.draw(one.id) for one in charts.offers() if "完成率" in one.title]
    assert not any(mark.value == 70 for chart in drawn for series in chart.series for mark in series.marks)
    assert any(mark.value in (90, 95) for chart in drawn for series in chart.series for mark in series.marks)


def test_a_restated_year_stands_apart(charts_of):
    """Where a report restates last year's figure, years before it are no part of its line, and the note says where."""
    later = yearly("南山县水务局", 2023, "940.00", "25.50", "17.50", "8.00") + (
        "因机构划转，上年数已重列。2022年“三公”经费财政拨款支出决算为26.00万元。\n"
    )
    charts = charts_of({
        "2021.txt": yearly("南山县水务局", 2021, "900.10", "30.00", "20.00", "10.00"),
        "2022.txt": yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "9.00"),
        "2023.txt": later,
    })  # fmt: skip
    runs = [charts.draw(one.id) for one in charts.offers() if "“三公”经费变动" in one.title]
    years = sorted(tuple(mark.period for mark in chart.series[0].marks) for chart in runs)
    assert years == [("2021", "2022"), ("2022", "2023")]
    restated = next(chart for chart in runs if chart.series[0].marks[-1].period == "2023")
    assert restated.series[0].marks[0].value == Decimal("26.00")
    assert any("重列" in note and "2023.txt" in note for note in restated.notes)


def test_the_year_before_is_quoted_where_it_is_printed(charts_of):
    """A printed figure of last year is shown as printed, not worked out from the change beside it."""
    text = yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "9.00") + (
        "机关运行经费支出52.00万元，比2021年的50.00万元增加2.00万元，增长4.00%。\n"
    )
    chart = chart_titled(charts_of({"a.txt": text}), "机关运行经费变动", CHANGE)
    assert [(mark.value, mark.working) for mark in chart.series[0].marks] == [(50, None), (52, None)]


def test_a_change_its_rate_contradicts_gives_no_year_before(charts_of):
    """Where amount, change and rate do not go together, the year before is not worked out."""
    text = yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "9.00") + "机关运行经费支出52.00万元，比上年增加2.00万元，增长40.00%。\n"
    charts = charts_of({"a.txt": text})
    assert not [one for one in charts.offers() if "机关运行经费变动" in one.title]


def test_scopes_of_one_body_are_told_apart(charts_of):
    """A body's report with its units and its report alone are two charts, and each title says which it is."""
    whole = yearly("南山县水务局", 2022, "950.20", "28.00", "19.00", "9.00")
    charts = charts_of({"a.txt": whole, "b.txt": yearly("南山县水务局", 2022, "500.00", "18.00", "12.00", "6.00").replace("部门决算", "单位决算")})
    titles = [one.title for one in charts.offers() if "“三公”经费构成" in one.title]
    assert sorted(titles) == ["2022年“三公”经费构成（单位）", "2022年“三公”经费构成（部门）"]


ITEMS = """南山县水务局2022年度部门决算

五、一般公共预算财政拨款支出决算情况说明
（二）一般公共预算财政拨款支出决算结构情况
2022年度一般公共预算财政拨款支出100.00万元，主要用于以下方面：教育支出60.00万元；住房保障支出40.00万元。
（三）一般公共预算财政拨款支出决算具体情况
1.教育支出（类）进修及培训（款）培训支出（项）。年初预算为70.00万元，支出决算为60.00万元，完成年初预算的85.71%。
2.住房保障支出（类）住房改革支出（款）住房公积金（项）。年初预算为40.00万元，支出决算为40.00万元，完成年初预算的100%。
"""


def test_items_told_one_by_one_are_set_against_their_budgets(charts_of):
    """Items that prose tells with budget and outturn, each in a sentence of its own, make one chart."""
    charts = charts_of({"a.txt": ITEMS})
    chart = chart_titled(charts, "一般公共预算财政拨款支出决算具体情况：预算与决算", BUDGET)
    assert [[str(mark.value) for mark in series.marks] for series in chart.series] == [["70.00", "40.00"], ["60.00", "40.00"]]
    assert [mark.label for mark in chart.series[0].marks] == ["培训支出", "住房公积金"]


def test_spending_by_function_needs_no_printed_shares(charts_of):
    """A list of classes that adds up to its total is a composition, even where the report prints no share."""
    chart = chart_titled(charts_of({"a.txt": ITEMS}), "按功能分类", COMPOSITION)
    assert chart.whole is not None
    assert (chart.whole.value, [mark.value for mark in chart.series[0].marks]) == (100, [60, 40])


def test_the_kinds_of_the_three_expenses_change_side_by_side(charts):
    """The kinds are drawn together over the same years, each a series of its own colour."""
    chart = chart_titled(charts, "“三公”经费各项变动", CHANGE)
    assert [series.name for series in chart.series] == ["公务用车购置及运行维护费", "公务接待费"]
    assert {mark.period for series in chart.series for mark in series.marks} == {"2021", "2022"}


PAGE = """<html>
<body>
<div>
<h1>南山县水务局2022年度部门决算</h1>
<table><tr><td>项目</td><td>预算数</td><td>决算数</td></tr><tr><td>会议费</td><td>3.00</td><td>2.00</td></tr><tr><td colspan="3">注：会议3次。</td></tr></table>
<p>四、机关运行经费支出52.00万元，比上年增加2.00万元，增长4.00%。</p></body></html>
"""


def test_figures_of_a_web_page_keep_their_lines(charts_of):
    """The last lines of a page are found whatever their numbers: no mark stands on an empty line."""
    charts = charts_of({"a.html": PAGE})
    chart_titled(charts, "机关运行经费变动", CHANGE)
    assert check_marks(charts) >= 2
