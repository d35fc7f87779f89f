"""Solvers side by side: the same cases, the same scorers, points and the command from end to end."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

import evals.scorecards
import index.embed
from evals.__main__ import main
from evals.baselines.compare import HEADS, closing_line, compare, comparison_json, comparison_rows, lead, points
from evals.scorecards import Card
from evals.types import Solver


@pytest.fixture
def cases(make_case: Callable) -> list:
    """A figure that is held and a question that is not to be answered."""
    return [make_case(), make_case(id="q2", question="市长工资？", kind="refuse", type="unanswerable", golds=(), evidence=())]


@pytest.fixture
def knowing(make_answer: Callable) -> Solver:
    """Answers the first and declines the other."""
    declined = make_answer(status="declined", text="", figures=[], citations=[], calculations=[])
    return Solver(lambda question: make_answer() if "公车" in question else declined)


@pytest.fixture
def guessing(make_answer: Callable, figure: Callable) -> Solver:
    """Answers everything with a figure that is wrong."""
    return Solver(lambda question: make_answer(text="30.45%", figures=[figure("30.45", "%")], calculations=[]))


def test_points_are_right_and_rightly_declined_of_the_scored(cases: list, knowing: Solver, guessing: Solver) -> None:
    """Each solver has a row for each kind and one over all; the closing line tells by how much the first is ahead."""
    comparison = compare(cases, {"product": knowing, "plain": guessing}, {"product": 1.25, "plain": None})
    assert closing_line(comparison) == "compare: product 100.0 %, plain 0.0 % (+100.0 points)"
    assert lead(comparison) == Decimal("100.0")
    rows = comparison_rows(comparison)
    assert all(len(row) == len(HEADS) for row in rows)
    assert [row[:7] for row in rows] == [
        ("lookup", "product", "1", "1", "0", "0", "0"),
        ("lookup", "plain", "1", "0", "1", "0", "0"),
        ("unanswerable", "product", "1", "0", "0", "0", "1"),
        ("unanswerable", "plain", "1", "0", "1", "0", "0"),
        ("all", "product", "2", "1", "0", "0", "1"),
        ("all", "plain", "2", "0", "2", "0", "0"),
    ]
    assert [row[-1] for row in rows[-2:]] == ["1.2", ""]


def test_unscored_cases_count_for_no_points(cases: list, knowing: Solver) -> None:
    """A solver that fails leaves its cases unscored, which is neither right nor wrong."""

    def fail(question: str) -> None:
        raise TimeoutError("late")

    comparison = compare(cases, {"product": knowing, "plain": Solver(fail)})
    assert points(comparison.contenders[1].summary.overall) is None
    assert lead(comparison) is None
    assert closing_line(comparison) == "compare: product 100.0 %, plain none scored"
    written = comparison_json(comparison)
    assert [row["outcome"] for row in written["solvers"][1]["rows"]] == ["unscored", "unscored"]
    assert "late" in written["solvers"][1]["rows"][0]["explanation"]
    json.dumps(written)


def test_progress_counts_all_solvers(cases: list, knowing: Solver) -> None:
    """Progress runs to the number of questions times the number of solvers."""
    told: list[tuple[int, int]] = []
    compare(cases, {"a": knowing, "b": knowing}, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_the_command_from_end_to_end(
    tmp_path: Path, write_reports: Callable[[], list[Path]], near_embedder: object,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """Both libraries are built from the same reports and kept; a second run builds nothing, says the same scores and records them."""
    monkeypatch.setattr(index.embed, "make_embedder", lambda model=None: near_embedder)
    monkeypatch.delenv("CHAT_MODEL", raising=False)
    folder = write_reports()[0].parent
    question = {
        "id": "a", "lang": "zh", "question": "甲市审计局2022年公务接待费支出多少万元？", "kind": "value", "value": "4.33", "unit": "万元",
        "file": "jia-2022.txt", "lines": [[3]], "type": "lookup",
    }  # fmt: skip
    questions = tmp_path / "q.jsonl"
    questions.write_text(json.dumps(question, ensure_ascii=False), encoding="utf-8")
    library, out = tmp_path / "both", tmp_path / "out"
    arguments = ["compare", "--questions", str(questions), "--reports", str(folder), "--library", str(library), "--out", str(out)]
    assert main(arguments) == 0
    first = capsys.readouterr().out.strip().splitlines()
    assert first[-1].startswith("compare: product 100.0 %, plain ")
    assert json.loads((out / "compare.json").read_text(encoding="utf-8"))["line"] == first[-1]
    assert ">plain</th>" in (out / "run.html").read_text(encoding="utf-8")
    cards: dict[str, Card] = {}
    monkeypatch.setattr(evals.scorecards, "record", cards.__setitem__)
    assert main([*arguments, "--record"]) == 0
    assert capsys.readouterr().out.strip().splitlines()[-1] == first[-1]
    assert cards["compare"].rows[0] == ("product", "1", "100.0", "0", "0", "1 of 1")

    other = tmp_path / "other.txt"
    other.write_text("丙县教育局2022年度部门决算\n支出合计5.00万元。\n", encoding="utf-8")
    assert main(["compare", "--questions", str(questions), "--reports", str(other), "--library", str(library)]) == 2
    assert "other reports" in capsys.readouterr().err


@pytest.mark.parametrize("reports", ["nowhere", "empty"])
def test_missing_reports_are_bad_input(tmp_path: Path, reports: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder without reports, or a path that is not there: exit 2, the path in the message, nothing built."""
    (tmp_path / "empty").mkdir()
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id":"a","lang":"zh","question":"多少？","kind":"refuse","type":"t"}', encoding="utf-8")
    library = tmp_path / "library"
    arguments = ["compare", "--questions", str(questions), "--reports", str(tmp_path / reports), "--library", str(library)]
    assert main(arguments) == 2
    assert reports in capsys.readouterr().err
    assert not library.exists()
