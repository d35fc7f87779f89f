"""What the chat's two endpoints give, on a library built from the bundled report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.question import LONGEST_QUESTION
from assistant.turns import FairLock
from assistant.types import Answer, Figure
from assistant.web.desk import Desk
from assistant.web.examples import CANDIDATES, EXAMPLES_SHOWN, choose_examples
from assistant.web.parts import ask as ask_part
from assistant.web.parts import source
from assistant.web.payload import LINES_AROUND, LINES_AT_ONCE, show_answer, show_lines
from index.types import Report

REPORT = "bazhong-gov-office-2022.txt"
LINES = (Path(__file__).resolve().parents[2] / "reports" / REPORT).read_text(encoding="utf-8").split("\n")


class BrokenAssistant:
    """Stands for a program fault while answering."""

    lock = FairLock()
    adviser = None

    def ask(self, question: str, conversation: object = None, advised: bool = True) -> None:
        raise RuntimeError("a secret detail")


@pytest.mark.parametrize("question", ["公车费用降了多少？", "how much did vehicle costs fall"])
def test_answer_is_the_contract_with_surroundings(assistant, question):
    """The payload is the answer's own JSON, and each citation has its neighbours, verbatim, itself among them."""
    answer = assistant.ask(question)
    payload = show_answer(assistant, answer)
    assert {key: payload[key] for key in answer.to_json()} == answer.to_json()
    assert payload["status"] == "answered"
    assert [one["mark"] for one in payload["surroundings"]] == [one["mark"] for one in payload["citations"]]
    for citation, around in zip(payload["citations"], payload["surroundings"], strict=True):
        numbers = [line["number"] for line in around["lines"]]
        first, last = max(1, citation["line"] - LINES_AROUND), min(len(LINES), citation["line"] + LINES_AROUND)
        assert numbers == list(range(first, last + 1))
        assert all(line["text"] == LINES[line["number"] - 1] for line in around["lines"])
    assert 85 in [citation["line"] for citation in payload["citations"]]


def test_answer_names_its_report(assistant):
    """The payload names the body, the year and the kind of the report that is cited."""
    report = show_answer(assistant, assistant.ask("公车费用降了多少？"))["reports"][0]
    assert report["file"] == REPORT
    assert report["name"] == "巴中市人民政府办公室"
    assert report["year"] == 2022
    assert "决算" in report["kind"]
    assert report["lines"] == 2806


def test_declined_answer_names_what_was_searched(assistant):
    """An answer that cites nothing still says which reports were searched."""
    payload = show_answer(assistant, assistant.ask("市长工资是多少？"))
    assert payload["status"] == "declined"
    assert [report["file"] for report in payload["reports"]] == [REPORT]


def test_lines_are_verbatim_and_limited(assistant):
    """Lines are read as printed, never before the first or past the last, and never more than a page at once."""
    shown = show_lines(assistant, REPORT, -5, 3)["lines"]
    assert [(line["number"], line["text"]) for line in shown] == list(enumerate(LINES[:3], start=1))
    assert len(show_lines(assistant, REPORT, 1, 10_000)["lines"]) == LINES_AT_ONCE
    assert show_lines(assistant, REPORT, 9, 3)["lines"] == []


def test_lines_of_an_unknown_file_are_not_read(assistant):
    """The lines endpoint reads reports of the library only: a path of this machine gives no line."""
    lines = source.endpoints(Desk(assistant))["lines"]
    reply = lines(None, "/etc/passwd", 1, 5)
    assert not reply.get("lines")
    reply = lines(None, "../" + REPORT, 1, 5)
    assert not reply.get("lines")


def test_endpoint_turns_questions_away_in_words(assistant):
    """An empty question and one over the limit are turned away by kind; the page has the words."""
    ask = ask_part.endpoints(Desk(assistant))["ask"]
    assert ask(None, "  ")["kind"] == "empty"
    assert ask(None, "？！")["kind"] == "empty"
    assert ask(None, "问" * (LONGEST_QUESTION + 1))["kind"] == "too_long"
    assert ask(None, "问" * LONGEST_QUESTION)["status"] in ("declined", "unclear", "answered")


def test_program_fault_shows_no_trace(caplog: pytest.LogCaptureFixture):
    """A program fault reaches the reader as a plain kind of fault, and the log with its trace."""
    reply = ask_part.endpoints(Desk(BrokenAssistant()))["ask"](None, "公车费用降了多少？")
    assert reply == {"status": "error", "kind": "broken", "text": ""}
    assert "a secret detail" in caplog.text


class Library:
    """Stands for a library of several reports: it keeps what it was asked and answers all of it."""

    def __init__(self, *reports: Report) -> None:
        self.held, self.asked = reports, []

    def reports(self) -> tuple[Report, ...]:
        return self.held

    def ask(self, question: str, advised: bool = True) -> Answer:
        self.asked.append(question)
        return Answer(question, "zh", "answered", "…", (Figure(self.figure(question), "万元", "", None, ()),))

    def figure(self, question: str) -> str:
        return "1"


def make_report(entity: str | None, year: int | None) -> Report:
    return Report("a.txt", "0", None, entity, (), year, None, None, (), 1)


def test_examples_of_several_reports_name_body_and_year():
    """Where there are several reports, every example names one body and one year, and all bodies get their turn."""
    library = Library(make_report("甲局", 2022), make_report("乙局", 2024))
    examples = choose_examples(library)
    assert len(examples) == EXAMPLES_SHOWN
    assert examples[0] == {"zh": "甲局2022年公车费用降了多少？", "en": "甲局 2022: How much did vehicle costs fall?"}
    assert examples[1]["zh"].startswith("乙局2024年")
    assert "甲局2021年“三公”经费是多少？" in [pair["zh"] for pair in examples]
    assert sorted(library.asked) == sorted(question for pair in examples for question in pair.values())


def test_examples_of_a_budget_ask_what_is_budgeted():
    """A budget spends nothing yet: its examples ask for the budget, those of final accounts for what was spent."""
    budget = replace(make_report("甲局", 2024), kind="预算")
    questions = [pair["zh"] for pair in choose_examples(Library(budget, make_report("乙局", 2022)))]
    assert all("预算" in text for text in questions if text.startswith("甲局"))
    assert any(text.startswith("甲局") for text in questions)
    assert not any("预算" in text for text in questions if text.startswith("乙局"))


def test_examples_agree_in_both_languages(monkeypatch: pytest.MonkeyPatch):
    """A question that gives another figure in English than in Chinese is no example."""
    library = Library(make_report("甲局", 2022))
    monkeypatch.setattr(library, "figure", lambda question: "2" if "vehicle costs" in question else "1")
    assert CANDIDATES[0][0] not in [pair["zh"] for pair in choose_examples(library)]


def test_examples_invent_no_year():
    """A report without a settled year has no example that names one, and an empty library has none at all."""
    questions = [question for pair in choose_examples(Library(make_report("甲局", None))) for question in pair.values()]
    assert questions
    assert not any(character.isdigit() for question in questions for character in question)
    assert choose_examples(Library()) == []


def test_examples_are_all_answered(assistant):
    """Six examples in both languages, and this library answers every one of them."""
    examples = choose_examples(assistant)
    assert len(examples) == EXAMPLES_SHOWN
    assert examples[0] == dict(zip(("zh", "en"), CANDIDATES[0], strict=True))
    for pair in examples:
        assert assistant.ask(pair["zh"]).language == "zh"
        assert assistant.ask(pair["en"]).language == "en"
        assert [assistant.ask(question).status for question in pair.values()] == ["answered", "answered"]
