"""The last look before an answer is shown: what stands in no line and in no calculation is caught."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.ask import Assistant
from assistant.check import broken_citations, numbers_in, ungrounded_numbers
from assistant.types import Answer, Calculation, Citation, Figure

LINE = "公务用车购置及运行维护费支出111.99万元,完成预算100%，比2021年减少49.04万元，下降30.45%。"
GOOD = Answer(
    "q", "en", "answered",
    "It fell by 49.04万元 (490,400 yuan) [1], down 30.45% [1]: from 161.03万元 (derived) to 111.99万元 [1].",
    figures=(Figure("49.04", "万元", "", "2022", (1,)),),
    citations=(Citation(1, "a.txt", 85, None, "", LINE),),
    calculations=(Calculation("111.99 + 49.04", "161.03", "万元"), Calculation("49.04 * 10000", "490400", "元")),
)  # fmt: skip


def test_a_grounded_answer_passes() -> None:
    """Figures of cited lines and of calculations are held to be good."""
    assert ungrounded_numbers(GOOD) == []
    assert broken_citations(GOOD) == []


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("49.04万元", "59.04万元"),
        ("49.04万元", "49.40万元"),
        ("49.04万元", "4904万元"),
        ("30.45%", "30.5%"),
        ("30.45%", "3045%"),
        ("161.03", "161.30"),
        ("111.99", "1119.9"),
        ("490,400 yuan", "4,904,000 yuan"),
        ("490,400 yuan", "49,040 yuan"),
        ("It fell", "It fell in 7 months"),
    ],
)
def test_a_changed_number_is_caught(printed: str, instead: str) -> None:
    """A changed digit, a moved point, a wrong conversion, a number added: each is named."""
    assert printed in GOOD.text
    assert len(ungrounded_numbers(replace(GOOD, text=GOOD.text.replace(printed, instead)))) == 1


def test_every_single_digit_counts() -> None:
    """Whichever digit of whichever figure is changed, the answer no longer passes."""
    marks = [match.span() for match in re.finditer(r"\[\d+\]", GOOD.text)]
    places = [i for i, c in enumerate(GOOD.text) if c.isdigit() and not any(start <= i < end for start, end in marks)]
    assert len(places) > 20
    for place in places:
        digit = str((int(GOOD.text[place]) + 1) % 10)
        assert ungrounded_numbers(replace(GOOD, text=GOOD.text[:place] + digit + GOOD.text[place + 1 :])), place


def test_a_figure_of_no_line_is_caught() -> None:
    """The figures beside the text are looked at as well."""
    assert ungrounded_numbers(replace(GOOD, figures=(Figure("49.05", "万元", "", "2022", (1,)),))) == ["49.05"]


def test_a_figure_without_its_line_is_caught() -> None:
    """Take the line or the calculation away and its numbers are loose."""
    assert "30.45" in ungrounded_numbers(replace(GOOD, citations=()))
    assert "161.03" in ungrounded_numbers(replace(GOOD, calculations=()))


def test_marks_without_citation_are_caught() -> None:
    """A mark in the text or in a figure that leads nowhere is named."""
    assert broken_citations(replace(GOOD, text=f"{GOOD.text} [2]")) == ["[2]"]
    assert broken_citations(replace(GOOD, figures=(Figure("49.04", "万元", "", None, (1, 3)),))) == ["[3]"]
    assert broken_citations(replace(GOOD, citations=())) == ["[1]"]


def test_ordinals_and_marks_are_no_numbers() -> None:
    """The places of a list the answer lays out, and citation marks, need no source."""
    listed = "Ranked:\n1. a: 49.04万元 [1]\n2. b: 30.45% [1]\n10. c: 111.99万元 [1]"
    assert ungrounded_numbers(replace(GOOD, text=listed)) == []
    assert ungrounded_numbers(replace(GOOD, text="49.04万元 [1] [12]")) == []
    assert ungrounded_numbers(replace(GOOD, text="Ranked: 7. a")) == ["7"]


@pytest.mark.parametrize("form", ["2659.55", "2,659.55", "2,659.550", "２６５９．５５", "２，６５９．５５", "2, 659.55"])
def test_forms_of_one_number_are_equal(form: str) -> None:
    """Thousands separators, trailing zeros and full-width digits make no difference."""
    assert numbers_in(f"收入总计{form}万元") == {Decimal("2659.55")}


def test_numbers_side_by_side_stay_apart() -> None:
    """A comma between two numbers does not join them."""
    assert numbers_in("25批次,270人次") == {Decimal(25), Decimal(270)}


def test_the_reports_own_identity_may_be_said() -> None:
    """A year of the report's name needs no line, another year does."""
    said = replace(GOOD, text="In 2022 it fell by 49.04万元 [1].")
    assert ungrounded_numbers(said) == ["2022"]
    assert ungrounded_numbers(said, "2022 巴中市人民政府办公室") == []


def test_changed_digits_of_real_answers_are_caught(assistant: Assistant) -> None:
    """In real answers, too, no digit of a printed decimal can change unseen."""
    for question in ("公车费用降了多少？", "基本支出比项目支出多多少？", "What was the agency running cost in 2021?"):
        answer = assistant.ask(question)
        assert ungrounded_numbers(answer, "2021 2022") == []
        for match in re.finditer(r"\d+\.\d{2}", answer.text):
            for place in range(*match.span()):
                if answer.text[place].isdigit():
                    digit = str((int(answer.text[place]) + 5) % 10)
                    assert ungrounded_numbers(replace(answer, text=answer.text[:place] + digit + answer.text[place + 1 :]), "2021 2022")


def test_a_bare_wan_at_the_end_of_a_clause_is_ten_thousand_yuan() -> None:
    """A line that prints 43.76万 carries 43.76万元, but 12.5万人 carries no money."""
    answer = Answer("q", "zh", "answered", "公务接待费43.76万元[1]。", citations=(Citation(1, "a", 1, None, "", "公务接待费43.76万，上年39.43万"),))
    assert ungrounded_numbers(answer) == []
    people = replace(answer, citations=(Citation(1, "a", 1, None, "", "接待游客43.76万人次"),))
    assert ungrounded_numbers(people) == ["43.76万元"]


def test_a_tables_unit_comes_from_the_line_that_declares_it() -> None:
    """A bare cell has the unit that a cited line of its own file declares, and no other."""
    row = Citation(1, "a.txt", 9, None, "", "公务接待费\t3.00")
    unit = Citation(2, "a.txt", 7, None, "", "单位：万元")
    elsewhere = replace(unit, file="b.txt")
    answer = Answer(
        "q", "zh", "answered", "公务接待费为3.00万元 [1][2]。", figures=(Figure("3.00", "万元", "", None, (1,)),), citations=(row, unit)
    )
    assert ungrounded_numbers(answer) == []
    assert ungrounded_numbers(replace(answer, citations=(row, elsewhere))) == ["3万元", "3.00万元"]
    wrong = replace(answer, text="公务接待费为3.00亿元 [1][2]。", figures=(Figure("3.00", "亿元", "", None, (1,)),))
    assert ungrounded_numbers(wrong) == ["3亿元", "3.00亿元"]
