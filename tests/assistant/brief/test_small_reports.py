"""What a figure is of: small invented reports that print what is easily taken for something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from assistant.ask import Assistant
from assistant.brief.collect import Request, make_brief
from assistant.brief.types import Brief, Cell, Section
from assistant.brief.word import WordWriter
from index.build import build_library
from index.errors import RequestError

HEAD = "{body}{year}年度部门{kind}\n\n第一部分 部门概况\n\n一、主要职能\n\n{body}负责本县相关工作。\n\n第二部分 {year}年度部门{kind}情况说明\n\n"
REPORTS = {
    "plain-2023.txt": HEAD.format(body="清河县教育局", year=2023, kind="决算") + (
        "一、“三公”经费财政拨款支出决算情况说明\n\n"
        "2023年度“三公”经费支出决算为14.14万元，比上年减少1.30万元，下降8.42%。2023年度“三公”经费支出决算数小于预算数的主要原因：厉行节约。\n\n"
        "1.公务用车购置及运行维护费支出10.84万元，其中购置费0万元，比上年减少1.97万元，下降5.81%，因车辆停驶。\n\n"
        "2.公务接待费支出3.30万元，与上年持平。会议费支出1.20万元，较上年增加0.10万元，主要是会议增多。\n\n"
        "二、其他\n\n其中：下属单位机关运行经费9.99万元。\n"
    ),
    "plain-2022.txt": HEAD.format(body="清河县教育局", year=2022, kind="决算") + (
        "一、“三公”经费财政拨款支出决算情况说明\n\n2022年度“三公”经费支出决算为15.44万元。\n\n2.公务接待费支出3.30万元。\n"
    ),
    "budget-2023.txt": HEAD.format(body="清河县教育局", year=2023, kind="预算") + (
        "一、“三公”经费预算情况说明\n\n2023年度“三公”经费预算为20.00万元，比上年预算增加1.00万元。\n\n公务接待费预算4.00万元。\n"
    ),
    "slip-2023.txt": HEAD.format(body="临水县水利局", year=2023, kind="决算") + (
        "一、“三公”经费财政拨款支出决算情况说明\n\n2023年度“三公”经费支出决算为40.00万元，比2022年减少10.00万元，下降25%。\n\n"
        "公务接待费支出8.00万元。\n"
    ),
    "forms-2023.txt": HEAD.format(body="山阳县水利局", year=2023, kind="决算") + (
        "一、收入支出决算情况说明\n\n2023年度收入总计100.00万元。\n\n第三部分 附件\n附表：2023年度部门预算项目支出绩效自评表（单位：万元）\n"
        "\t项目名称\n\t河道整治\n\t年初预算\n\t62.00\n\t调整后预算数\n\t60.00\n\t预算执行数\n\t58.80\n\t预算执行率\n\t98.00%\n\t得分\n\t97.5\n"
    ),
    "=cmd-2023.txt": HEAD.format(body="<b>山阳县</b>林业局", year=2023, kind="决算") + (
        "一、“三公”经费财政拨款支出决算情况说明\n\n2023年度“三公”经费支出决算为1.00万元。\n"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant over a library of these reports."""
    folder = tmp_path_factory.mktemp("small")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert not build_library([folder / name for name in REPORTS], folder / "library").failed
    opened = Assistant.open(folder / "library")
    yield opened
    opened.close()


@pytest.fixture
def made(small: Assistant) -> Callable[..., Brief]:
    """Makes the briefing of a file."""
    return lambda file, **asked: make_brief(small, Request("", 0, report=file, **asked))


def section(brief: Brief, key: str) -> Section:
    return next(one for one in brief.sections if one.key == key)


def row(brief: Brief, name: str, key: str = "key_figures") -> tuple[Cell, ...]:
    return next(cells for cells in section(brief, key).tables[0].rows if cells[0].text.strip("\u3000") == name)


def test_a_change_that_cannot_be_the_figures_own(made) -> None:
    """The 1.97 is of the vehicles as a whole: it is not told of the purchase cost, of which nothing was spent."""
    cells = row(made("plain-2023.txt"), "公务用车购置费")
    assert cells[1].text == "0万元"
    assert cells[2].missing
    assert cells[3].missing


def test_a_figure_of_a_part_is_none_of_the_body(made) -> None:
    """The running cost of a subordinate unit is not the body's: the briefing says that it is not disclosed."""
    brief = made("plain-2023.txt")
    assert any("机关运行经费" in text for text in section(brief, "key_figures").remarks)


def test_a_reason_is_told_of_what_it_is_for(made) -> None:
    """A reason belongs to the figure told last before it, or to what its own sentence names."""
    told = {quote.text.rstrip("。"): quote.about for quote in section(made("plain-2023.txt"), "reasons").quotes}
    assert "三公" in told["厉行节约"]
    assert told["主要是会议增多"] == "会议费支出"


def test_last_years_report_stands_beside(made) -> None:
    """Each year's figure is its own report's, with the difference worked out; the first year has none beside it."""
    cells = row(made("plain-2023.txt"), "“三公”经费", "prior")
    assert [cell.text for cell in cells[1:]] == ["14.14万元", "15.44万元", "-1.30万元", "-8.42%"]
    assert not section(made("plain-2022.txt"), "prior").tables


def test_a_printed_rate_that_slipped_is_shown_as_printed(made) -> None:
    """A rate divided by this year's figure is quoted as printed, and the checks say that it does not follow."""
    brief = made("slip-2023.txt")
    assert [cell.text for cell in row(brief, "“三公”经费")[2:5]] == ["50.00万元", "-10.00万元", "-25%"]
    findings = section(brief, "findings").tables[0].rows
    assert any("25%" in cells[1].text for cells in findings)


@pytest.mark.parametrize(("language", "told"), [("zh", "预算（计划）数"), ("en", "not outturn")])
def test_a_budget_is_called_a_budget(made, language: str, told: str) -> None:
    """A briefing on a budget says so in its title and over its figures."""
    brief = made("budget-2023.txt", language=language)
    assert any(told in text for text in section(brief, "key_figures").texts)
    assert "预算" in brief.title
    assert row(brief, "“三公”经费" if language == "zh" else "Three public expenses (“三公”经费)")[1].text == "20.00万元"


def test_a_form_without_a_total_row(made) -> None:
    """A project whose form names each figure by a label of its own stands in the table as printed."""
    cells = section(made("forms-2023.txt"), "projects").tables[0].rows[0]
    assert [cell.text.removesuffix("万元") for cell in cells] == ["河道整治", "62.00", "60.00", "58.80", "98.00%", "97.5分"]


def test_several_reports_of_a_year_are_told_apart(small: Assistant) -> None:
    """A body with final accounts and a budget of one year: the briefing asks which, and takes the one named."""
    with pytest.raises(RequestError, match=r"budget-2023.txt.*plain-2023.txt"):
        make_brief(small, Request("清河县教育局", 2023))
    assert make_brief(small, Request("清河县教育局", 2023, kind="预算")).files == ("budget-2023.txt",)


def test_another_body_stands_beside(made) -> None:
    """The other body's figure is its own report's; the multiple is worked out; a budget is not set beside accounts."""
    cells = row(made("slip-2023.txt", compare_with="清河县教育局"), "“三公”经费", "other")
    assert [cell.text for cell in cells[1:4]] == ["40.00万元", "14.14万元", "25.86万元"]
    with pytest.raises(RequestError, match="临水县水利局"):
        made("budget-2023.txt", compare_with="临水县水利局")


def test_a_hostile_report_is_text(made) -> None:
    """Markup in a body's name and a file name that looks like a formula go into the file as text."""
    brief = made("=cmd-2023.txt")
    assert WordWriter(brief).write()
    assert brief.files == ("=cmd-2023.txt",)
