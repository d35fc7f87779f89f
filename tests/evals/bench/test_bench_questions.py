"""Questions of the benchmark: drawn evenly over the reports, each with the figures that its report prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench.questions import make_questions, read_truth
from evals.dataset import read_cases
from evals.synthetic.library import write_library


def fact(file: str, item: str, value: str, **changes: object) -> dict:
    """A printed figure as a truth file has it."""
    return {
        "file": file, "line": 3, "entity": "甲市审计局", "year": 2022, "item": item, "measure": "amount", "basis": "决算",
        "fund_scope": None, "period": "2022", "value": value, "unit": "万元", **changes,
    }  # fmt: skip


@pytest.fixture
def truth() -> dict[str, list[dict]]:
    return {
        f"{number}.txt": [fact(f"{number}.txt", "公务接待费", f"{number}.50", entity=f"甲市审计{number}局")] for number in range(10)
    }


def test_the_reports_asked_about_are_spread_over_the_library(truth: dict) -> None:
    """Five questions about ten reports take every second one, whatever the seed; their figures are those printed there."""
    rows = make_questions(truth, list(truth), 5, seed=1)
    assert [row["file"] for row in rows] == ["0.txt", "2.txt", "4.txt", "6.txt", "8.txt"]
    assert [row["value"] for row in rows] == ["0.50", "2.50", "4.50", "6.50", "8.50"]
    assert rows[0]["question"] == "甲市审计0局2022年公务接待费是多少？"


def test_a_figure_printed_twice_counts_either_way() -> None:
    """The same figure in another unit or on another line is right as well; what is printed of several funds is not asked."""
    same = [fact("a", "公务接待费", "4.33"), fact("a", "公务接待费", "43300.00", unit="元", line=9)]
    two = [fact("a", "基本支出", "1.00", fund_scope="财政拨款"), fact("a", "基本支出", "2.00")]
    budget = [fact("a", "人员经费", "1.00", basis="年初预算")]
    (row,) = make_questions({"a": [*same, *two, *budget]}, ["a"], 9, seed=1)
    assert (row["value"], row["also"], row["lines"]) == ("4.33", [["43300.00", "元"]], [[3, 9]])


def test_what_another_report_of_the_body_prints_is_right_too() -> None:
    """A notice that rounds the figure of the accounts otherwise counts for the same body and year, and for no other year."""
    truth = {
        "accounts": [fact("accounts", "公务接待费", "4.33")],
        "notice": [fact("notice", "公务接待费", "43281.00", unit="元")],
        "before": [fact("before", "公务接待费", "9.99", year=2021, period="2021")],
    }
    (row,) = make_questions(truth, ["accounts"], 1, seed=1)
    assert (row["value"], row["also"], row["lines"]) == ("4.33", [["43281.00", "元"]], [[3]])


def test_a_budget_is_asked_about_as_a_budget() -> None:
    """A budget's own figure is asked for by that word, and is not mistaken for what the accounts of the same year print."""
    truth = {
        "budget": [fact("budget", "公务接待费", "5.00", kind="预算", basis="预算")],
        "accounts": [fact("accounts", "公务接待费", "4.33", kind="决算"), fact("accounts", "人员经费", "7.00", kind="决算", basis="预算")],
    }
    plan, account = make_questions(truth, ["budget", "accounts"], 9, seed=1)
    assert (plan["question"], plan["value"], plan["also"]) == ("甲市审计局2022年公务接待费预算是多少？", "5.00", [])
    assert (account["question"], account["value"], account["also"]) == ("甲市审计局2022年公务接待费是多少？", "4.33", [])


def test_questions_of_a_synthetic_library_are_cases(tmp_path: Path) -> None:
    """From a written library: the same seed gives the same rows, another seed others, and all can be read as cases."""
    written = write_library(tmp_path, 2, (2022,), seed=3, size="short")
    truth, files = read_truth(tmp_path), [report.file for report in written]
    rows = make_questions(truth, files, 12, seed=1)
    assert rows == make_questions(truth, files, 12, seed=1)
    assert rows != make_questions(truth, files, 12, seed=2)
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    cases = read_cases(path)
    assert len(cases) == 12
    assert len({case.question for case in cases}) == 12
    assert all(case.golds and case.evidence for case in cases)
