"""Two questions in one sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.draft import Draft
from assistant.parts import join_drafts, split_question
from assistant.question import Question, read_question
from assistant.vocabulary import load_vocabulary
from index.types import Report


@pytest.fixture
def split(make_report: Callable[..., Report]) -> Callable[[str], list[Question]]:
    reports = (make_report(),)
    return lambda text: split_question(read_question(text, reports, load_vocabulary()), reports, load_vocabulary())


def _items(question: Question) -> set[str | None]:
    return {concept.canonical for concept in question.concepts}


@pytest.mark.parametrize(
    "text",
    ["公车费用降了多少？", "how much did vehicle costs fall", "公务接待费下降百分之几，原因是什么？", "按从多到少排一排，谁最多？"],
)
def test_one_question_stays_whole(split: Callable[[str], list[Question]], text: str) -> None:
    """A part that does not ask for a figure of its own is not cut off."""
    assert len(split(text)) == 1


def test_two_items_are_asked_apart(split: Callable[[str], list[Question]]) -> None:
    """Each part keeps its own item."""
    parts = split("政府采购货物支出是多少？机关运行经费是多少？")
    assert len(parts) == 2
    assert "机关运行经费" not in _items(parts[0])
    assert "机关运行经费" in _items(parts[1])


def test_a_part_takes_body_year_and_language_from_the_whole(split: Callable[[str], list[Question]]) -> None:
    """What the second part leaves out it has from the question."""
    parts = split("巴中市政府办公室2022年公务接待费是多少？机关运行经费是多少？")
    assert [part.years for part in parts] == [(2022,), (2022,)]
    assert [part.bodies.entities for part in parts] == [("巴中市人民政府办公室",)] * 2
    assert [part.language for part in parts] == ["zh", "zh"]


def test_a_share_takes_the_item_before_it(split: Callable[[str], list[Question]]) -> None:
    """A part that asks only for a share speaks of the item named before."""
    parts = split("人员经费是多少？占基本支出的百分之几？")
    assert len(parts) == 2
    assert {"人员经费", "基本支出"} <= _items(parts[1])


def test_a_flood_of_parts_is_not_taken_apart(split: Callable[[str], list[Question]]) -> None:
    """More than four parts stay one question."""
    assert len(split("？".join(["公务接待费多少"] * 6))) == 1


def test_joined_drafts_keep_all_they_say() -> None:
    """Text in turn, the first draft's language, notes of both."""
    first, second = Draft("en", text="One."), Draft("en", text="Two.")
    first.notes.append("a")
    second.notes.append("b")
    first.extra_lines.append(("f", 1))
    second.extra_lines.append(("f", 2))
    joined = join_drafts([first, second])
    assert (joined.text, joined.notes, joined.extra_lines) == ("One. Two.", ["a", "b"], [("f", 1), ("f", 2)])
    assert join_drafts([Draft("zh", text="一。"), Draft("zh", text="二。")]).text == "一。二。"
