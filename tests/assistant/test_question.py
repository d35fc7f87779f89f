"""What is read from the words of a question."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from assistant.question import LONGEST_QUESTION, Question, read_question
from assistant.vocabulary import load_vocabulary
from index.errors import QuestionError
from index.types import Report


@pytest.fixture
def read(make_report: Callable[..., Report]) -> Callable[[str], Question]:
    return lambda text: read_question(text, (make_report(),), load_vocabulary())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("公车费用降了多少？", "zh"),
        ("how much did vehicle costs fall", "en"),
        ("OA办公平台建设花了多少", "zh"),
        ("What did the office pay in trade-union funds (工会经费) in 2022?", "en"),
        ("2022?", "zh"),
    ],
)
def test_language_is_that_of_most_words(read: Callable[[str], Question], text: str, language: str) -> None:
    """A foreign word in a question does not change the language of the answer."""
    assert read(text).language == language


@pytest.mark.parametrize(
    ("text", "years", "relative"),
    [
        ("2022年比2021年减少了多少", (2022, 2021), 0),
        ("２０２２年公务接待费", (2022,), 0),
        ("去年公务接待费多少", (), -1),
        ("What was it in the previous year?", (), -1),
        ("公车费用降了多少", (), 0),
        ("51190022T000004971673号项目", (), 0),
        ("根据2022年决算推算，2021年“三公”经费支出是多少？", (2021,), 0),
    ],
)
def test_years(read: Callable[[str], Question], text: str, years: tuple[int, ...], relative: int) -> None:
    """Years as asked for; the year of the report a figure is to be worked out from is not one of them."""
    question = read(text)
    assert (question.years, question.relative_year) == (years, relative)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "？？？", "…"])
def test_an_empty_question_is_refused(read: Callable[[str], Question], text: str) -> None:
    """Nothing asked is a fault that says what to ask."""
    with pytest.raises(QuestionError, match="empty") as fault:
        read(text)
    assert fault.value.next_step


def test_the_longest_question_is_taken_and_one_more_character_is_not(read: Callable[[str], Question]) -> None:
    """The limit is exact, and the message names both lengths."""
    assert read("公车费用" * (LONGEST_QUESTION // 4)).text
    with pytest.raises(QuestionError) as fault:
        read("费" * (LONGEST_QUESTION + 1))
    assert f"{LONGEST_QUESTION:,}" in str(fault.value)
    assert f"{LONGEST_QUESTION + 1:,}" in str(fault.value)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("巴中市政府办公室2022年公务接待费是多少？", "公务接待费"),
        ("公車費用降了多少", "公务用车购置及运行维护费"),
        ("how much did vehicle costs fall", "公务用车购置及运行维护费"),
        ("What was the agency running cost in 2022?", "机关运行经费"),
    ],
)
def test_concepts_are_the_terms_named(read: Callable[[str], Question], text: str, canonical: str) -> None:
    """The item a question names is among its concepts, in whatever words and script."""
    assert canonical in {concept.canonical for concept in read(text).concepts}


def test_buying_vehicles_names_the_purchase(read: Callable[[str], Question]) -> None:
    """Two terms that together name a third are read as the third."""
    assert "公务用车购置费" in {concept.canonical for concept in read("采购车辆花了多少钱").concepts}


def test_words_that_ask_are_no_concepts(read: Callable[[str], Question]) -> None:
    """What is asked is no part of what it is asked of."""
    texts = {concept.text for concept in read("请问公务接待费到底是多少呢？").concepts}
    assert texts == {"公务接待费"}


@pytest.mark.parametrize("text", ["How much was spent on helicopters?", "直升机花了多少钱"])
def test_an_unknown_word_stays_a_concept(read: Callable[[str], Question], text: str) -> None:
    """A word that no term covers has to be found in the report: it is never dropped."""
    assert any(concept.canonical is None for concept in read(text).concepts)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("执行数超过100万元的项目", (Decimal(100), "万元")),
        ("projects that cost more than 1,000,000 yuan", (Decimal(1000000), "元")),
        ("得分低于98分的项目", (Decimal(98), "分")),
    ],
)
def test_numbers_come_with_their_units(read: Callable[[str], Question], text: str, number: tuple[Decimal, str]) -> None:
    """A bound in a question is an exact decimal with the unit a report would print."""
    assert number in read(text).numbers
