"""Questions cannot exhaust the program: the longest and oddest are answered, declined or refused within bounded work."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from assistant.ask import Assistant
from assistant.calculator import CalculationError, calculate
from assistant.conversation import Conversation
from index.errors import QuestionError
from tests.security.nasty import EXPRESSIONS, LONGEST, questions

SECONDS = 20.0
"""Of the processor, for one question: most take a tenth of one, those with many words to embed two on a slow core."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Fail where what is done within takes more of the processor than that."""

    def used() -> float:
        own = resource.getrusage(resource.RUSAGE_SELF)
        return own.ru_utime + own.ru_stime

    before = used()
    yield
    assert used() - before < seconds


@pytest.mark.parametrize("kind", questions())
def test_a_hard_question_is_answered_or_refused(assistant: Assistant, kind: str) -> None:
    """A question of the greatest length, of any shape, gives an answer or a refusal in words, and neither takes long."""
    text = questions()[kind]
    assert 0 < len(text) <= LONGEST
    with bounded():
        try:
            status = assistant.ask(text).status
        except QuestionError as refused:
            status = "refused" if refused.what else ""
    assert status in ("answered", "declined", "unclear", "refused")


def test_a_longer_question_is_refused_at_once(assistant: Assistant) -> None:
    """One character more than the limit, or a million, is refused before it is read."""
    for length in (LONGEST + 1, 1_000_000):
        with bounded(2), pytest.raises(QuestionError, match="limit"):
            assistant.ask("费" * length)


def test_half_a_character_is_refused_in_words(assistant: Assistant) -> None:
    """A lone surrogate, which no text can hold, is a fault of the question and none of the program."""
    with pytest.raises(QuestionError, match="half a character"):
        assistant.ask("公务接待费\ud800是多少？")


@pytest.mark.parametrize("kind", EXPRESSIONS)
def test_a_hard_expression_ends(kind: str) -> None:
    """The calculator nests, raises and rounds within limits only: every expression gives a value of bounded size or a fault."""
    with bounded(2):
        try:
            shown = format(calculate(EXPRESSIONS[kind]).value, "f")
        except CalculationError as refused:
            shown = refused.what
    assert 0 < len(shown) < 300


def test_nothing_in_an_expression_is_executed() -> None:
    """Names, calls and attributes of Python are no part of the calculator's language."""
    for kind in ("an attribute", "a call", "a lambda", "a string", "a shift"):
        with pytest.raises(CalculationError):
            calculate(EXPRESSIONS[kind])


def test_a_long_talk_costs_no_more(assistant: Assistant) -> None:
    """Of a talk of ten thousand questions only the last are read."""
    from assistant.web.asked import TALK_READ, talk_of

    talk = talk_of(["2022年公务接待费是多少？"] * 10_000)
    assert len(talk) == TALK_READ
    with bounded():
        assert assistant.ask("那去年呢？", conversation=Conversation(talk)).status == "answered"


def test_a_talk_of_the_longest_questions(assistant: Assistant) -> None:
    """Hard questions as the talk before a short one do not make it long."""
    hard = list(questions().values())
    with bounded(60):
        answer = assistant.ask("占比呢？", conversation=Conversation(tuple(hard[-8:])))
    assert answer.status in ("answered", "declined", "unclear")


def test_thousands_of_files_named(assistant: Assistant) -> None:
    """Names of reports that are not held narrow to nothing, however many are given."""
    names = tuple(f"{number}.txt" for number in range(50_000))
    with bounded():
        assert assistant.narrowed(names).ask("公务接待费是多少？").status == "declined"
