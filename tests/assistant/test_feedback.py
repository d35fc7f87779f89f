"""What readers say of answers, kept as rows that the harness reads."""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import feedback
from assistant.ask import Assistant
from assistant.feedback import FILE_NAME, LONGEST_NOTE, FeedbackFull, store_feedback
from assistant.types import Answer
from index.errors import QuestionError


@pytest.fixture(scope="module")
def answer(assistant: Assistant) -> Answer:
    """A real answer: 49.04 万元, line 85."""
    return assistant.ask("公车费用降了多少？")


def rows(folder: Path) -> list[dict]:
    """What the file holds."""
    return [json.loads(line) for line in (folder / FILE_NAME).read_text(encoding="utf-8").split("\n") if line]


def test_a_vote_holds_the_answer_and_nothing_of_the_reader(tmp_path: Path, answer: Answer) -> None:
    """A row has question, talk, filters, language, time, note and the whole answer; no field for who said it."""
    store_feedback(tmp_path, answer, "right", "对", ["三公经费是多少？"], ["a.txt"])
    (row,) = rows(tmp_path)
    assert row["answer"] == answer.to_json()
    assert (row["question"], row["conversation"], row["files"]) == (answer.question, ["三公经费是多少？"], ["a.txt"])
    assert (row["lang"], row["verdict"], row["note"]) == ("zh", "right", "对")
    assert row["time"].endswith("Z")
    assert set(row) == {
        "id", "lang", "question", "conversation", "files", "type", "kind", "value", "unit", "file", "lines", "note",
        "verdict", "time", "answer",
    }  # fmt: skip


def test_right_makes_the_answer_the_gold(tmp_path: Path, answer: Answer) -> None:
    """A right vote on a figure gives its value, its unit and the lines it cites as gold."""
    row = store_feedback(tmp_path, answer, "right")
    assert (row["kind"], row["value"], row["unit"]) == ("value", "49.04", "万元")
    assert (row["file"], row["lines"]) == (["bazhong-gov-office-2022.txt"], [[85]])


def test_right_on_words_keeps_what_they_quote(tmp_path: Path, assistant: Assistant) -> None:
    """A right vote on an answer in words asks for the words that stand in the report, not for the sentence around them."""
    told = replace(assistant.ask("为什么机关运行经费增加了？"), figures=())
    row = store_feedback(tmp_path, told, "right")
    assert row["kind"] == "text"
    printed = "".join(citation.text for citation in told.citations)
    assert all(quote in printed and quote in told.text for (quote,) in row["keywords"])


def test_right_on_a_decline_wants_it_declined(tmp_path: Path, assistant: Assistant) -> None:
    """A right vote on "not disclosed" makes a row that must not be answered."""
    assert store_feedback(tmp_path, assistant.ask("潜艇花了多少钱？"), "right")["kind"] == "refuse"


def test_wrong_claims_no_gold(tmp_path: Path, answer: Answer) -> None:
    """A wrong vote says what was called wrong and pretends to know nothing better."""
    row = store_feedback(tmp_path, answer, "wrong", "应为含税")
    assert (row["kind"], row["disputed"]) == ("unknown", [["49.04", "万元"]])
    assert "value" not in row
    assert "keywords" not in row


def test_what_cannot_be_seen_is_taken_out_of_a_note(tmp_path: Path, answer: Answer) -> None:
    """Controls, direction marks and line ends in a note neither break the file nor hide text."""
    store_feedback(tmp_path, answer, "wrong", "a\x00b\r\nc\u202ed\u2028e\ud800f\x85g")
    assert rows(tmp_path)[0]["note"] == "a b c d e f g"
    assert len((tmp_path / FILE_NAME).read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(("verdict", "note"), [("maybe", ""), ("right", "长" * (LONGEST_NOTE + 1))])
def test_what_is_no_vote_is_refused(tmp_path: Path, answer: Answer, verdict: str, note: str) -> None:
    """Another verdict, or a note over the limit, is a fault and leaves no file."""
    with pytest.raises(QuestionError):
        store_feedback(tmp_path, answer, verdict, note)
    assert not (tmp_path / FILE_NAME).exists()


def test_a_full_file_takes_nothing_more(tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its limit the file stays whole, and the fault says what to do."""
    store_feedback(tmp_path, answer, "right")
    before = (tmp_path / FILE_NAME).read_bytes()
    monkeypatch.setattr(feedback, "MOST_BYTES", len(before) + 10)
    with pytest.raises(FeedbackFull, match="Move it away"):
        store_feedback(tmp_path, answer, "right")
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_a_line_cut_short_by_a_crash_spoils_no_other(tmp_path: Path, answer: Answer) -> None:
    """After half a line the next row begins a line of its own."""
    (tmp_path / FILE_NAME).write_text('{"id": "feed', encoding="utf-8")
    store_feedback(tmp_path, answer, "right")
    assert json.loads((tmp_path / FILE_NAME).read_text(encoding="utf-8").split("\n")[1])["verdict"] == "right"


def _store_many(folder: Path, answer: Answer, count: int) -> None:
    for number in range(count):
        store_feedback(folder, answer, "wrong", f"{number} " * 100)


def test_threads_and_processes_write_side_by_side(tmp_path: Path, answer: Answer) -> None:
    """Rows written at once by threads and processes all arrive, each whole, each with an id of its own."""
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_store_many, args=(tmp_path, answer, 40)) for _ in range(2)]
    for process in others:
        process.start()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: _store_many(tmp_path, answer, 40), range(4)))
    for process in others:
        process.join()
    assert [process.exitcode for process in others] == [0, 0]
    found = rows(tmp_path)
    assert len({row["id"] for row in found}) == len(found) == 6 * 40
