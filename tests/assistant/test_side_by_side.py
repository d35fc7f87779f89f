"""All bodies of a library side by side, each year of a span by itself, and bodies whose places differ by their level only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.ask import Assistant
from index.build import build_library

ACCOUNTS = """{year}年度{entity}部门决算
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计{income}万元，支出总计{income}万元。
二、“三公”经费支出决算情况说明
{year}年度“三公”经费支出决算为{three}万元，完成预算的{rate}%。低于预算的原因是部分款项结转下年支付。比上年减少{fall}万元，下降10.0%。
公务接待费支出决算{reception}万元。
年末在职人员{staff}人。
"""
NOTICE = """2023年雾川县水务局“三公”经费决算公开
“三公”经费支出{three}元，其中公务接待费20000.00元。
公务用车运行维护费支出11000.00元。
"""
# file → (entity, year, income, three, reception, staff)
ROWS = {
    "wx-2021.txt": ("雾川县水务局", 2021, "500.00", "9.00", "3.00", 40),
    "wx-2022.txt": ("雾川县水务局", 2022, "520.00", "8.00", "2.50", 41),
    "wx-2023.txt": ("雾川县水务局", 2023, "600.00", "7.00", "2.00", 43),
    "wq-2022.txt": ("雾川区水务局", 2022, "700.00", "12.00", "5.00", 60),
    "wq-2023.txt": ("雾川区水务局", 2023, "710.00", "11.00", "4.00", 61),
    "jy-2023.txt": ("雾川县教育局", 2023, "900.00", "4.00", "1.00", 90),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Two water bureaus whose places differ by their level, over the years, a notice beside one's accounts, and a third body."""
    folder = tmp_path_factory.mktemp("side")
    for file, (entity, year, income, three, reception, staff) in ROWS.items():
        text = ACCOUNTS.format(entity=entity, year=year, income=income, three=three, reception=reception, staff=staff, rate="95.0", fall="1.00")
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "notice.txt").write_text(NOTICE.format(three="70000.00"), encoding="utf-8")
    assert not build_library(sorted(folder.glob("*.txt")), folder / "library").failed
    opened = Assistant.open(folder / "library")
    yield opened
    opened.close()


def told(library: Assistant, question: str) -> tuple[str, list[tuple[str, str]], str]:
    answer = library.ask(question)
    return answer.status, [(figure.value, figure.unit) for figure in answer.figures], answer.text


@pytest.mark.parametrize(
    ("question", "value", "name"),
    [
        ("2023年各部门里哪个三公经费最高？", "11.00", "雾川区水务局"),
        ("2023年三公花得最少的是哪家？", "4.00", "雾川县教育局"),
        ("把2023年各部门的公务接待费从高到低排一下", "4.00", "雾川区水务局"),
        ("2023年谁的支出总计最高", "900.00", "雾川县教育局"),
        ("Which department spent the most on official receptions in 2023?", "4.00", "雾川区水务局"),
        ("Whose three public expenses were the lowest in 2023?", "4.00", "雾川县教育局"),
    ],
)
def test_all_bodies_are_ranked_where_none_is_named(library: Assistant, question: str, value: str, name: str) -> None:
    """Asked which body has the most, all that are held are set side by side, and it is said that only those are."""
    answer = library.ask(question)
    assert (answer.status, answer.figures[0].value) == ("answered", value)
    assert name in answer.text.splitlines()[0]
    assert len({citation.file for citation in answer.citations}) == 3
    assert answer.notes


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("2023年所有单位的三公经费合计多少", "22.00"),
        ("2023年各部门三公经费平均是多少", "7.33"),
        ("What did all the departments spend on receptions in 2023 in total?", "7.00"),
    ],
)
def test_sum_and_average_over_the_bodies_held(library: Assistant, question: str, value: str) -> None:
    """The sum, or the average, over all bodies held, with the working; a body's notice is not counted beside its accounts."""
    answer = library.ask(question)
    assert (answer.status, answer.figures[0].value) == ("answered", value)
    assert answer.calculations
    assert "notice.txt" not in {citation.file for citation in answer.citations}


def test_notice_is_asked_for_what_the_accounts_lack(library: Assistant) -> None:
    """A notice is passed over where the accounts are held, but for a figure that only it prints."""
    answer = library.ask("雾川县水务局2023年公务用车运行维护费是多少？")
    assert (answer.figures[0].value, {citation.file for citation in answer.citations}) == ("11000.00", {"notice.txt"})
    assert {citation.file for citation in library.ask("雾川县水务局2023年公务接待费是多少？").citations} == {"wx-2023.txt"}


def test_total_of_a_place_is_not_the_sum_of_what_is_held(library: Assistant) -> None:
    """What a whole county spent is declined: nobody knows which bodies are missing."""
    assert told(library, "2023年雾川县全县三公经费合计多少")[0] == "declined"


@pytest.mark.parametrize(
    "question",
    [
        "雾川县水务局2021到2023年三公经费分别是多少", "雾川县水务局近三年三公经费", "雾川县水务局2021-2023年“三公”经费的变化趋势",
        "How did the three public expenses of the Wuchuan County Water Affairs Bureau develop from 2021 to 2023, year by year?",
    ],
)  # fmt: skip
def test_each_year_of_a_span(library: Assistant, question: str) -> None:
    """Each year of a span is told by itself, in the order of the years, those between the named ones too."""
    status, figures, _ = told(library, question)
    assert status == "answered"
    assert [value for value, _ in figures[:3]] == ["9.00", "8.00", "7.00"]


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("雾川县水务局2021到2023年三公经费一共多少", "24.00"),
        ("雾川县水务局2021年至2023年平均每年的三公经费是多少", "8.00"),
        ("雾川县水务局哪一年的三公经费最高", "9.00"),
        ("雾川县水务局2023年三公经费比2021年变化了多少", "2.00"),
        ("雾川县水务局21年的公务接待费", "3.00"),
        ("雾川县水务局二〇二二年三公花了多少钱", "8.00"),
    ],
)
def test_years_set_together(library: Assistant, question: str, value: str) -> None:
    """A sum or an average over a span counts all its years; a change sets its ends apart; years are read as people write them."""
    status, figures, _ = told(library, question)
    assert (status, figures[0][0]) == ("answered", value)


def test_no_sum_over_years_of_which_one_is_missing(library: Assistant) -> None:
    """A sum over a span of which a year is not held is no sum over the span."""
    status, figures, _ = told(library, "雾川区水务局2021到2023年三公经费一共多少")
    assert status == "declined" or "23.00" not in {value for value, _ in figures}


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("What were the three public expenses of the Wuchuan District Water Affairs Bureau in 2023?", "11.00"),
        ("What were the three public expenses of the Wuchuan County Water Affairs Bureau in 2023?", "7.00"),
        ("雾川区水务局2023年三公经费", "11.00"),
    ],
)
def test_places_that_differ_by_their_level(library: Assistant, question: str, value: str) -> None:
    """County and District of one name are two places, in both languages."""
    assert told(library, question)[:2] == ("answered", [(value, "万元")])


@pytest.mark.parametrize(
    "question",
    [
        "雾川区教育局2023年三公经费是多少？", "雾川市水务局2023年三公经费是多少？",
        "What were the three public expenses of the Wuchuan District Education Bureau in 2023?",
    ],  # fmt: skip
)
def test_body_of_another_level_is_not_held(library: Assistant, question: str) -> None:
    """A body whose place has the name of one that is held, and another level, is another body: no figure is given for it."""
    status, figures, _ = told(library, question)
    assert (status, figures) == ("declined", [])


def test_rise_taken_for_granted_is_denied(library: Assistant) -> None:
    """Asked why it rose where the report prints a fall, the fall is told; a reason for being under the budget explains none."""
    status, _, text = told(library, "雾川县水务局2023年三公经费为什么增加了？")
    assert status == "answered"
    assert "减少" in text
    assert "结转下年" not in text


def test_two_bodies_and_by_how_much(library: Assistant) -> None:
    """Which of two is higher, and by how much: both are told, and the difference with its working."""
    answer = library.ask("雾川县水务局和雾川区水务局2023年三公经费哪个高，高多少？")
    assert [figure.value for figure in answer.figures] == ["11.00", "4.00"]
    assert answer.calculations[0].result == "4.00"

