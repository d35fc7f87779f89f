"""The file of readers' votes as a question file of the harness."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.feedback import FILE_NAME, store_feedback
from evals.__main__ import main
from evals.dataset import read_cases
from evals.errors import BadCases
from evals.run import run_cases
from evals.scorers import score_unknown
from evals.solve import assistant_solver


@pytest.fixture(scope="module")
def voted(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A feedback file: right on a figure, on a follow-up, on words and on a decline; wrong on a figure and on a decline."""
    folder = tmp_path_factory.mktemp("voted")
    store_feedback(folder, assistant.ask("公车费用降了多少？"), "right")
    from assistant.conversation import Conversation

    talk = ("2022年公务接待费是多少？",)
    store_feedback(folder, assistant.ask("那去年呢？", conversation=Conversation(talk)), "right", conversation=talk)
    store_feedback(folder, assistant.ask("为什么机关运行经费增加了？"), "right", files=["bazhong-gov-office-2022.txt"])
    store_feedback(folder, assistant.ask("潜艇花了多少钱？"), "right")
    store_feedback(folder, assistant.ask("2022年“三公”经费是多少？"), "wrong", "少了")
    store_feedback(folder, assistant.ask("潜艇花了多少钱？"), "wrong")
    return folder / FILE_NAME


def test_every_vote_is_read_and_scored(assistant: Assistant, voted: Path) -> None:
    """Right votes are right again with their lines cited, and wrong votes are unscored, the one that still stands listed."""
    rows = run_cases(read_cases(voted), assistant_solver(assistant))
    assert [row.outcome for row in rows] == ["right", "right", "right", "rightly declined", "unscored", "unscored"]
    assert [row.cited for row in rows[:3]] == [True, True, True]
    assert rows[4].miss == "called wrong"
    assert "116.32" in rows[4].explanation


def test_the_command_reads_the_file(voted: Path, bazhong_library: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`python -m evals run --questions LIB/feedback.jsonl` runs as with any question file, and its page shows the note."""
    assert main(["run", "--questions", str(voted), "--library", str(bazhong_library), "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "3 right, 0 wrong, 0 declined, 1 rightly declined, 2 unscored of 6" in shown.splitlines()[-1]
    page = (tmp_path / "run.html").read_text(encoding="utf-8")
    assert "少了" in page
    assert "not known" in page


def test_a_row_is_asked_of_the_reports_it_names(assistant: Assistant, tmp_path: Path) -> None:
    """A question that was narrowed to some reports is asked of them only: of none held, it is declined."""
    row = store_feedback(tmp_path, assistant.ask("公车费用降了多少？"), "right", files=["other.txt"])
    (case,) = read_cases(tmp_path / FILE_NAME)
    assert case.files == ("other.txt",) == tuple(row["files"])
    assert run_cases([case], assistant_solver(assistant))[0].outcome == "declined"


def test_another_answer_than_the_disputed_is_not_listed(make_case, make_answer) -> None:
    """Once the figure called wrong is given no more, nothing is listed; it still counts as neither right nor wrong."""
    disputed = make_case(kind="unknown", disputed=make_case().golds, golds=())
    still, changed = make_answer(), make_answer(figures=[{**make_answer()["figures"][0], "value": "1"}])
    assert (score_unknown(disputed, still).value, score_unknown(disputed, still).miss) == (None, "called wrong")
    assert (score_unknown(disputed, changed).value, score_unknown(disputed, changed).miss) == (None, None)


@pytest.mark.parametrize(("field", "value"), [("files", "a.txt"), ("files", [1]), ("disputed", "49.04"), ("disputed", [["x", "元"]])])
def test_a_broken_row_is_told(tmp_path: Path, voted: Path, field: str, value: object) -> None:
    """A field of the wrong kind is a fault with its line, not a case that was guessed."""
    row = {**json.loads(voted.read_text(encoding="utf-8").split("\n")[4]), field: value}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(BadCases, match=f"rows.jsonl:1: {field}"):
        read_cases(tmp_path / "rows.jsonl")
