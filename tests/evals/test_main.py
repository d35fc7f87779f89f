"""The commands end to end: files in, a fake solver between, figures and files out."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest

from evals.__main__ import main
from evals.types import Solver

ROW = {
    "id": "a",
    "lang": "zh",
    "question": "公车费用降了多少？",
    "kind": "value",
    "value": "49.04",
    "unit": "万元",
    "also": [["490400", "元"]],
    "tol": None,
    "keywords": [],
    "file": "office-2022.txt",
    "lines": [[5]],
    "type": "change",
}
REFUSE = {
    **ROW,
    "id": "b",
    "lang": "en",
    "question": "The mayor's pay?",
    "kind": "refuse",
    "value": None,
    "type": "unanswerable",
}
REASON = {
    **ROW,
    "id": "c",
    "question": "为什么？",
    "kind": "text",
    "value": None,
    "keywords": [["少购"]],
    "type": "reason",
}


@pytest.fixture
def questions(tmp_path):
    def write(*rows, name="q.jsonl"):
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def open_fake(make_answer, read_line):
    """Opens a solver that knows the fall in vehicle costs and declines everything else; remembers what it was asked."""

    @contextmanager
    def open_solver(library):
        def answer(question):
            open_solver.asked.append(question)
            known = question == ROW["question"]
            return (
                make_answer()
                if known
                else make_answer(status="declined", text="未披露", figures=[], citations=[], calculations=[])
            )

        yield Solver(answer, read_line, "office 2022")

    open_solver.asked = []
    return open_solver


def test_run_end_to_end(tmp_path, questions, open_fake, capsys):
    """Two question files are answered in order, both results are written, the last line holds the figures, exit 0."""
    out = tmp_path / "out"
    files = [questions(ROW, REFUSE), questions(REASON, name="r.jsonl")]
    code = main(["run", "--questions", *files, "--library", str(tmp_path), "--out", str(out)], open_fake)
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert code == 0
    assert last.startswith(
        "run: 1 right, 0 wrong, 1 declined, 1 rightly declined of 3; cited right 1 of 1; ungrounded 0; median "
    )
    assert open_fake.asked == [ROW["question"], REFUSE["question"], REASON["question"]]
    results = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [row["outcome"] for row in results["rows"]] == ["right", "rightly declined", "declined"]
    assert last == results["summary"]["line"]
    assert last in (out / "run.html").read_text(encoding="utf-8")


def test_a_run_without_out_writes_nothing(tmp_path, questions, open_fake, capsys, monkeypatch):
    """Without --out only the terminal is written to."""
    path = questions(ROW)
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert main(["run", "--questions", path], open_fake) == 0
    assert sorted(tmp_path.iterdir()) == before
    assert capsys.readouterr().out


def test_low_scores_are_a_finished_run(tmp_path, questions, open_fake, capsys):
    """Exit code 0 says that the run finished, not that the answers were right."""
    assert main(["run", "--questions", questions(REASON)], open_fake) == 0
    assert "0 right, 0 wrong, 1 declined of 1" in capsys.readouterr().out


def test_bad_rows_stop_before_anything_is_asked(questions, open_fake, capsys):
    """A malformed row: exit 2, file and line on stderr, nothing on stdout, no question asked."""
    path = questions(ROW, {**REFUSE, "kind": "guess"})
    assert main(["run", "--questions", path], open_fake) == 2
    captured = capsys.readouterr()
    assert "q.jsonl:2: kind must be one of" in captured.err
    assert captured.out == ""
    assert open_fake.asked == []


def test_missing_question_file(tmp_path, open_fake, capsys):
    """A question file that is not there: exit 2, its path in the message."""
    assert main(["run", "--questions", str(tmp_path / "none.jsonl")], open_fake) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_blocked_out_folder_is_told_first(tmp_path, questions, open_fake, capsys):
    """Results that could not be written are told before anything is asked."""
    (tmp_path / "out").write_text("")
    assert main(["run", "--questions", questions(ROW), "--out", str(tmp_path / "out")], open_fake) == 2
    assert "out" in capsys.readouterr().err
    assert open_fake.asked == []


def test_missing_library(tmp_path, questions, capsys):
    """No library at the given place: exit 2, the place and how to build one in the message."""
    assert main(["run", "--questions", questions(ROW), "--library", str(tmp_path / "none")]) == 2
    error = capsys.readouterr().err
    assert "none" in error
    assert "index build" in error


@pytest.mark.parametrize(
    "arguments",
    [[], ["run"], ["calculator"], ["guess"], ["tables"], ["notes"], ["reading"], ["checks", "--reports", "."], ["fuzz", "--count", "few"]],
)
def test_missing_options_exit_2(arguments, capsys):
    """A command without what it needs is bad input."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_calculator_end_to_end(tmp_path, capsys):
    """Programs go through the project's calculator; mismatches are listed; the last line counts; exit 0."""
    rows = [
        {"id": "x", "expression": "(111.99+49.04)", "result": "161.03", "decimals": 2},
        {"id": "y", "expression": "1 / 3", "result": "0.34", "decimals": 2},
    ]
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main(["calculator", "--programs", str(path)]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[-1] == "calculator: 1 of 2"
    assert lines[0].startswith("y  1 / 3  gives 0.33, printed 0.34")


def test_calculator_missing_programs(tmp_path, capsys):
    """A program file that is not there: exit 2 with its path."""
    assert main(["calculator", "--programs", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err


TEXT = "2022年度公务接待费支出4.33万元，比上年减少1.00万元，下降50.00%。\n"


@pytest.fixture
def reports(tmp_path):
    """A folder of one report that contradicts itself."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return str(folder)


@pytest.fixture
def golden(tmp_path):
    """Writes golden rows and gives the file."""

    def write(*rows):
        path = tmp_path / "golden.jsonl"
        path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
        return str(path)

    return write


def test_notes_end_to_end(reports, golden, capsys):
    """Golden figures are looked for among the facts of the reports; the last line holds recall and precision."""
    row = {"file": "a.txt", "line": 1, "printed": "4.33", "value": "4.33", "unit": "万元", "items": ["接待"], "measure": "amount"}
    path = golden({**row, "period": "2022", "basis": None, "against": None})
    assert main(["notes", "--reports", reports, "--golden", path, "--sample", "1"]) == 0
    told = capsys.readouterr().out
    assert "sample of 1: " in told
    assert told.strip().splitlines()[-1].startswith("notes: 1 of 1 figures right (recall 100.0 %), ")


def test_checks_end_to_end(reports, golden, capsys):
    """Golden documents are checked; the last line counts those flagged and the false findings."""
    path = golden({"file": "a.txt", "disagrees": True, "lines": [1]})
    assert main(["checks", "--reports", reports, "--golden", path]) == 0
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last == "checks: 1 of 1 contradicting documents flagged at their lines, 0 false findings on 0 others"


def test_reading_end_to_end(reports, capsys):
    """Reports are read and measured, a line each; the last line holds seconds and memory."""
    assert main(["reading", "--reports", reports, "--file", "a.txt"]) == 0
    first, last = capsys.readouterr().out.strip().splitlines()
    assert first.startswith("a.txt: ")
    assert last.startswith("reading: 1 files in ")


def test_fuzz_end_to_end(capsys):
    """A few spoiled files are read; the last line counts how they ended."""
    assert main(["fuzz", "--count", "3", "--seed", "1"]) == 0
    assert capsys.readouterr().out.strip().splitlines()[-1].startswith("fuzz: 3 of 3 read or refused with a message")


def test_tables_end_to_end(reports, golden, capsys):
    """Golden amounts of one report are looked for; a file that is left out by --file is not read."""
    row = {"page": 1, "table": "总表", "code": None, "item": "接待", "column": "决算数", "basis": "决算"}
    row |= {"value": "4.33", "unit": "万元", "period": "2022"}
    path = golden({**row, "file": "a.txt"}, {**row, "file": "missing.pdf"})
    assert main(["tables", "--reports", reports, "--golden", path, "--file", "a.txt", "--misses", "3"]) == 0
    assert capsys.readouterr().out.strip().splitlines()[-1].startswith("tables: 0 of 1 amounts right")


@pytest.mark.parametrize("command", ["tables", "notes", "checks", "reading"])
def test_measures_of_reports_that_are_not_there(command, tmp_path, golden, capsys):
    """A folder or golden file that is not there: exit 2, its path on stderr."""
    more = [] if command == "reading" else ["--golden", str(tmp_path / "none.jsonl")]
    assert main([command, "--reports", str(tmp_path / "nowhere"), *more]) == 2
    error = capsys.readouterr().err
    assert "nowhere" in error or "none.jsonl" in error
