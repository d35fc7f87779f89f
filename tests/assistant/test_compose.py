"""From a draft to an answer: numbered citations, verbatim lines, the JSON contract."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.calculator import Quantity, total
from assistant.compose import bodies_and_scopes, compose
from assistant.draft import Draft, FigureDraft, cite_lines
from assistant.library import Library
from assistant.types import Answer
from assistant.vocabulary import load_vocabulary
from index.embed import BundledEmbedder

FILE = "bazhong-gov-office-2022.txt"
KEYS = {
    "id": (str, type(None)), "question": str, "language": str, "status": str, "text": str, "figures": list, "citations": list,
    "calculations": list, "notes": list, "seconds": float, "prompts": str, "model": (dict, type(None)),
}  # fmt: skip
FIGURE = {"value": str, "unit": str, "label": str, "period": (str, type(None)), "entities": list, "scopes": list, "citations": list}
CITATION = {"mark": int, "file": str, "line": int, "page": (int, type(None)), "section": str, "text": str}
CALCULATION = {"expression": str, "result": str, "unit": str}


@pytest.fixture
def library(bazhong_library: Path) -> Iterator[Library]:
    opened = Library(bazhong_library, BundledEmbedder(), load_vocabulary())
    yield opened
    opened.close()


@pytest.fixture
def compose_draft(library: Library) -> Callable[..., Answer]:
    return lambda draft, key=None: compose(draft, "q", library, time.perf_counter(), key)


def _keeps(values: dict, shape: dict) -> bool:
    return list(values) == list(shape) and all(isinstance(values[name], kind) for name, kind in shape.items())


def _keeps_contract(answer: dict) -> None:
    assert _keeps(answer, KEYS)
    assert answer["language"] in ("zh", "en")
    assert answer["status"] in ("answered", "declined", "unclear")
    assert all(_keeps(figure, FIGURE) for figure in answer["figures"])
    assert all(_keeps(citation, CITATION) for citation in answer["citations"])
    assert all(_keeps(calculation, CALCULATION) for calculation in answer["calculations"])
    assert all(isinstance(note, str) for note in answer["notes"])
    marks = [citation["mark"] for citation in answer["citations"]]
    assert marks == list(range(1, len(marks) + 1))
    assert all(mark in marks for figure in answer["figures"] for mark in figure["citations"])
    for text in [figure["value"] for figure in answer["figures"]] + [step["result"] for step in answer["calculations"]]:
        assert format(Decimal(text), "f") == text


def test_citations_are_numbered_in_the_order_of_the_text(compose_draft: Callable[..., Answer]) -> None:
    """The first line cited is 1 whatever its place in the report; a line cited again keeps its number."""
    text = "b" + cite_lines([(FILE, 85)]) + " a" + cite_lines([(FILE, 79)]) + " b" + cite_lines([(FILE, 85)])
    answer = compose_draft(Draft("zh", text=text))
    assert answer.text == "b [1] a [2] b [1]"
    assert [(citation.mark, citation.line) for citation in answer.citations] == [(1, 85), (2, 79)]


def test_lines_of_figures_and_of_labels_follow_those_of_the_text(compose_draft: Callable[..., Answer]) -> None:
    """A figure's line not cited in the text is cited after it, then the lines that give table cells their meaning."""
    draft = Draft("zh", text="a" + cite_lines([(FILE, 85)]))
    draft.figures.append(FigureDraft(Decimal("145.30"), "万元", "x", "2022", ((FILE, 227), (FILE, 85))))
    draft.extra_lines += [(FILE, 191), (FILE, 227)]
    answer = compose_draft(draft)
    assert [citation.line for citation in answer.citations] == [85, 227, 191]
    assert answer.figures[0].citations == (2, 1)
    assert answer.figures[0].value == "145.30"


def test_a_decline_cites_no_label_lines(compose_draft: Callable[..., Answer]) -> None:
    """What is not answered shows no lines as if it were."""
    assert compose_draft(Draft("zh", text="a", status="declined", extra_lines=[(FILE, 191)])).citations == ()


def test_cited_lines_are_verbatim(compose_draft: Callable[..., Answer], bazhong_report: Path) -> None:
    """Each cited text is the file's own line, residue, tabs and trailing blanks included."""
    printed = bazhong_report.read_text(encoding="utf-8").split("\n")
    numbers = [32, 51, 85, 111, 191, 227, 2779]
    answer = compose_draft(Draft("zh", text=cite_lines([(FILE, number) for number in numbers])))
    assert [citation.text for citation in answer.citations] == [printed[number - 1].rstrip("\r") for number in numbers]
    assert "七、" in answer.citations[2].section


def test_an_empty_draft_keeps_the_contract(compose_draft: Callable[..., Answer]) -> None:
    """The same keys for every status, and the id as given."""
    for status in ("answered", "declined", "unclear"):
        answer = compose_draft(Draft("en", text="x", status=status), "k1").to_json()
        _keeps_contract(answer)
        assert (answer["id"], answer["status"]) == ("k1", status)


def test_calculations_keep_printed_operands(compose_draft: Callable[..., Answer]) -> None:
    """A working reads as it was worked, its result a plain decimal."""
    draft = Draft("zh", text="x")
    draft.work(total([Quantity(Decimal("111.99"), "万元"), Quantity(Decimal("49.04"), "万元")]))
    step = compose_draft(draft).calculations[0]
    assert (step.expression, step.result, step.unit) == ("111.99 + 49.04", "161.03", "万元")


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("公车费用降了多少？", "answered"),
        ("how much did vehicle costs fall", "answered"),
        ("应急指挥中心经费的调整后预算数是多少？", "answered"),
        ("项目执行数合计多少？", "answered"),
        ("什么是机关运行经费？", "answered"),
        ("差旅费花了多少？", "declined"),
        ("巴中市财政局2022年公务接待费多少？", "declined"),
        ("What was the three public expense of the Bazhong office in 2018?", "declined"),
    ],
)
def test_real_answers_keep_the_contract(assistant: Assistant, question: str, status: str) -> None:
    """Every answer is the JSON object of the contract and survives being written and read."""
    answer: Answer = assistant.ask(question, id="1")
    written = answer.to_json()
    _keeps_contract(written)
    assert json.loads(json.dumps(written, ensure_ascii=False)) == written
    assert (written["id"], written["question"], written["status"]) == ("1", question, status)
    if status == "declined":
        assert written["figures"] == []
        assert any("巴中市人民政府办公室" in note and "2022" in note for note in written["notes"])


def test_marks_of_real_answers_run_in_reading_order(assistant: Assistant) -> None:
    """Who reads the text meets mark 1 first, then 2, and so on."""
    for question in ("人员经费和公用经费合计多少？", "项目执行数合计多少？", "一网协同OA办公平台建设项目还有多少预算没用完？"):
        met = list(dict.fromkeys(int(mark) for mark in re.findall(r"\[(\d+)\]", assistant.ask(question).text)))
        assert len(met) > 1
        assert met == list(range(1, len(met) + 1))


def test_a_figure_tells_whose_it_is(compose_draft: Callable[..., Answer]) -> None:
    """Body and scope are those of the reports that a figure rests on; a file that is none of them tells nothing."""
    draft = Draft("zh", text="x")
    draft.figures.append(FigureDraft(Decimal("145.30"), "万元", "x", "2022", ((FILE, 227), (FILE, 85))))
    (figure,) = compose_draft(draft).figures
    assert (figure.entities, figure.scopes) == (("巴中市人民政府办公室",), ("部门",))


def test_bodies_and_scopes_stand_once_each(make_report: Callable) -> None:
    """A figure of several reports names each body once, in the order of its lines, and leaves out what is not settled."""
    held = [("a", "甲", "部门"), ("b", "乙", None), ("c", "甲", "本级")]
    reports = [replace(make_report(), file=file, entity=entity, scope=scope) for file, entity, scope in held]
    assert bodies_and_scopes(["b", "a", "c", "none"], reports) == (("乙", "甲"), ("部门", "本级"))
