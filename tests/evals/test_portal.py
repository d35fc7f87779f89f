"""The portal measurement: what it indexes, asks and tells, tried at two years of one body with the real parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.commands import portal


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """The folder of a small run, and its figures."""
    out = tmp_path_factory.mktemp("portal")
    assert main(["portal", "--bodies", "1", "--years", "2021-2022", "--questions", "8", "--out", str(out)]) == 0
    return out, json.loads((out / portal.JSON_NAME).read_text(encoding="utf-8"))


def test_a_small_portal_is_indexed_and_answered(told: tuple[Path, dict]) -> None:
    """Accounts and budgets of both years are held, questions ask about each, and every answer has the right body and year."""
    out, figures = told
    assert figures["reports"] == 4
    assert (figures["right"], figures["questions"], figures["misses"]) == (8, 8, [])
    questions = [json.loads(line) for line in (out / "questions-all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({question["file"] for question in questions}) == 4
    assert sum("预算" in question["question"] for question in questions) == 4


def test_further_reports_of_a_template_are_set_beside_their_texts(told: tuple[Path, dict]) -> None:
    """The accounts of other years in the same words are indexed, and all their texts embedded anew."""
    _, figures = told
    assert figures["further_reports"] == 5
    assert figures["further_texts"] > 800
    assert figures["anew_seconds"] > 0 < figures["further_seconds"]


def test_the_last_line_tells_all_of_it() -> None:
    """Minutes, memory, right answers, both ratios; no memory where the system does not tell."""
    figures = {
        "reports": 1600, "index_seconds": 1200.0, "index_megabytes": 900.4, "right": 199, "questions": 200, "median": 0.03,
        "median_of_one": 0.02, "median_cold": 0.05, "anew_seconds": 90.0, "further_seconds": 10.0,
    }  # fmt: skip
    assert portal.closing_line(figures) == (
        "portal: 1600 reports indexed in 20.0 minutes with 900 MB; right 199 of 200; median 30 ms, 1.50 × that of one report "
        "(50 ms where no report is in memory yet); "
        "further reports of a template 9.0 times as fast as embedding their texts anew"
    )
    assert " MB" not in portal.closing_line({**figures, "index_megabytes": None})
