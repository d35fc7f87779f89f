"""What a question is about: the item it asks of, its years, and whether it asks for the plain figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.question import read_question
from assistant.topic import Parts, bodiless, item_text, take_apart
from assistant.vocabulary import load_vocabulary


@pytest.fixture
def parts_of(make_report: Callable) -> Callable[[str], Parts]:
    def parts(text: str) -> Parts:
        question = read_question(text, [make_report()], load_vocabulary())
        return take_apart(bodiless(question), question)

    return parts


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("巴中市政府办公室2022年公务接待费是多少？", "公务接待费"),
        ("基本支出占总支出的百分之几？", "基本支出"),
        ("总支出中项目支出占多少？", "项目支出"),
        ("What share of total spending was basic expenditure?", "basic expenditure"),
        ("By how much did three-public spending fall from 2021?", "three-public spending"),
        ("那去年呢？", None),
        ("多少批次？", None),
    ],
)
def test_the_item_asked_of(parts_of: Callable[[str], Parts], text: str, item: str | None) -> None:
    """The part of a share and not its whole, in the question's own words; None where only years or counts are named."""
    found = parts_of(text).item
    assert (found.text if found else None) == item


@pytest.mark.parametrize(
    ("text", "years", "compared"),
    [
        ("2022年公务接待费比2021年减少多少？", [2022], [2021]),
        ("2023年和2024年的公务接待费", [2023, 2024], []),
        ("By how much did reception fall from 2021?", [], [2021]),
        ("How much was spent on reception in 2022?", [2022], []),
        ("跟2021年比，三公经费涨了还是跌了？", [], [2021]),
    ],
)
def test_the_other_side_of_a_comparison_is_no_year_asked_about(
    parts_of: Callable[[str], Parts], text: str, years: list[int], compared: list[int]
) -> None:
    """Only the years a figure is asked of are its years."""
    parts = parts_of(text)
    assert [span.year for span in parts.years] == years
    assert [span.year for span in parts.compared] == compared


@pytest.mark.parametrize(
    ("text", "is_level", "counts", "has_several"),
    [
        ("公务接待费是多少？", True, False, False),
        ("公务接待费下降了多少？", False, False, False),
        ("有多少辆公务用车？", True, True, False),
        ("公务接待费和支出总计各多少？", True, False, True),
        ("How much did reception cost?", True, False, False),
        ("What share is reception?", False, False, False),
    ],
)
def test_what_kind_of_figure_is_asked_for(
    parts_of: Callable[[str], Parts], text: str, is_level: bool, counts: bool, has_several: bool
) -> None:
    """A plain figure, a change, a number of things, or figures of several items at once."""
    parts = parts_of(text)
    assert (parts.is_level, parts.counts, parts.has_several) == (is_level, counts, has_several)


def test_an_item_is_named_by_its_term(parts_of: Callable[[str], Parts]) -> None:
    """People's words for an item become the printed name, or its English name."""
    item = parts_of("吃喝花了多少？").item
    assert item is not None
    assert item_text(item, "zh", load_vocabulary()) == "公务接待费"
    assert item_text(item, "en", load_vocabulary()) == "official reception"


def test_a_body_is_no_part_of_the_words_carried_on(make_report: Callable) -> None:
    """The body's name is taken out of a question, of one that sets two against each other it is not."""
    vocabulary = load_vocabulary()
    reports = [make_report(), make_report("临川市教育局", 2022, ("市教育局",))]
    assert bodiless(read_question("临川市教育局的公务接待费是多少？", reports, vocabulary)) == "公务接待费是多少?"
    both = bodiless(read_question("临川市教育局比巴中市人民政府办公室公务接待费多多少？", reports, vocabulary))
    assert both.startswith("临川市教育局比巴中市人民政府办公室")
