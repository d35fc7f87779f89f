from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.checks import closing_line, read_golden, score_checks, terminal_report
from evals.errors import BadCases, BadInput
from index.checks import Finding

SHARED = Path(__file__).resolve().parents[3] / "shared"
GOLDEN = SHARED / "questions" / "notes_checks.jsonl"
NOTES = SHARED / "reports" / "notes"
WRONG = "白云县水利局2023年度部门决算\n机关运行经费支出205.30万元，比2022年增加15.30万元，增长80.53%。\n"
RIGHT = WRONG.replace("80.53", "8.05")


def row(file: str, disagrees: bool, lines: list[int]) -> dict:
    return {"file": file, "disagrees": disagrees, "lines": lines, "printed": None, "recomputed": None, "kind": None}


@pytest.fixture
def golden(tmp_path):
    """Golden documents read from a file as the real ones are."""

    def make(*rows: dict):
        path = tmp_path / "golden.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
        return read_golden(path)

    return make


@pytest.fixture
def folder(tmp_path):
    """A folder with a report that contradicts itself and one that does not."""
    (tmp_path / "wrong.txt").write_text(WRONG, encoding="utf-8")
    (tmp_path / "right.txt").write_text(RIGHT, encoding="utf-8")
    return tmp_path


def finding(line: int, verdict: str = "disagrees") -> Finding:
    return Finding("f", line, None, verdict, "unit", "1", "2", "message")


def test_the_real_checks_flag_what_is_wrong_and_nothing_else(golden, folder):
    """The contradicting document is flagged at its line, the other has no finding; the figures stand in one line."""
    summary = score_checks(golden(row("wrong.txt", True, [2]), row("right.txt", False, [])), folder)
    assert closing_line(summary) == (
        "checks: 1 of 1 contradicting documents flagged at their lines, 0 false findings on 1 others"
    )
    assert terminal_report(summary) == ""


def test_a_finding_on_another_line_does_not_flag(golden, folder):
    """A contradicting document is flagged by a finding on one of its lines; one elsewhere is told as found besides."""
    summary = score_checks(golden(row("wrong.txt", True, [2])), folder, lambda reading, others: [finding(7)])
    assert "0 of 1 contradicting" in closing_line(summary)
    report = terminal_report(summary)
    assert "missed: wrong.txt line 2" in report
    assert "found besides: wrong.txt" in report


def test_what_rounding_explains_is_no_finding(golden, folder):
    """A row with the verdict "rounding" neither flags a document nor counts as false."""
    rows = golden(row("wrong.txt", True, [2]), row("right.txt", False, [2]))
    summary = score_checks(rows, folder, lambda reading, others: [finding(2, "rounding")])
    assert closing_line(summary).startswith("checks: 0 of 1")
    assert closing_line(summary).endswith("0 false findings on 1 others")


def test_every_finding_on_the_others_is_false(golden, folder):
    """On a document that does not contradict itself each finding counts, on the rounding lines too."""
    rows = golden(row("right.txt", False, [2]))
    summary = score_checks(rows, folder, lambda reading, others: [finding(2), finding(3)])
    assert closing_line(summary).endswith("2 false findings on 1 others")
    assert terminal_report(summary).count("false: right.txt") == 2


def test_a_document_that_cannot_be_read_is_told_and_not_flagged(golden, folder):
    """A missing file lowers the figures and is named; the other documents are still measured."""
    summary = score_checks(golden(row("gone.txt", True, [2]), row("wrong.txt", True, [2])), folder)
    assert "1 of 2 contradicting" in closing_line(summary)
    assert "not read" in terminal_report(summary)


def test_each_report_is_checked_with_the_others_at_hand(golden, folder):
    """Last year's report can only be found if the other documents are given to the check."""
    given = {}
    rows = golden(row("wrong.txt", True, [2]), row("right.txt", False, []))
    score_checks(
        rows, folder, lambda one, others: given.setdefault(one.report.file, [o.report.file for o in others]) and ()
    )
    assert given == {"wrong.txt": ["right.txt"], "right.txt": ["wrong.txt"]}


def test_a_missing_folder_is_told_at_once(golden, tmp_path):
    """A folder that is not there is an input to mend, not a score of nothing."""
    with pytest.raises(BadInput, match="no such folder"):
        score_checks(golden(row("a.txt", False, [])), tmp_path / "gone")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"file": ""}, "file"),
        ({"disagrees": "yes"}, "disagrees"),
        ({"lines": [0]}, "lines"),
        ({"lines": "4"}, "lines"),
        ({"disagrees": True, "lines": []}, "needs its lines"),
    ],
)
def test_malformed_rows_are_named(golden, change, words):
    """A malformed row is told with file and line number."""
    with pytest.raises(BadCases, match=f"golden.jsonl:2: .*{words}"):
        golden(row("a.txt", False, []), {**row("a.txt", False, []), **change})


@pytest.mark.skipif(not (GOLDEN.exists() and NOTES.is_dir()), reason="the shared notes are not beside the project")
def test_the_shared_notes_are_all_right():
    """Every self-contradicting note is flagged at its lines, nothing is found on the others."""
    summary = score_checks(read_golden(GOLDEN), NOTES)
    count, others = len(summary.contradicting), len(summary.others)
    assert closing_line(summary) == (
        f"checks: {count} of {count} contradicting documents flagged at their lines, 0 false findings on {others} others"
    ), terminal_report(summary)
