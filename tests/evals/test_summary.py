from __future__ import annotations

import dataclasses

import pytest

from evals.run import run_cases
from evals.summary import closing_line, percentile, summarize, tally
from evals.types import Solver


@pytest.fixture
def rows(make_case, make_answer, figure, cite):
    """Two right (one cited wrong), one wrong, one declined, one rightly declined, one unscored."""
    plan = [
        (make_case(id="1"), make_answer()),
        (make_case(id="2", language="en"), make_answer(citations=[cite(1, 6)])),
        (make_case(id="3", type="change"), make_answer(figures=[figure("7")])),
        (make_case(id="4"), make_answer(status="declined")),
        (make_case(id="5", kind="refuse", type="unanswerable", golds=(), evidence=()), make_answer(status="declined")),
        (make_case(id="6"), {}),
    ]
    answers = iter([answer for _, answer in plan])
    ticks = iter(second / 1000 for pair in [(0, 10), (0, 20), (0, 30), (0, 40), (0, 50), (0, 900)] for second in pair)
    return run_cases([case for case, _ in plan], Solver(lambda question: next(answers)), clock=lambda: next(ticks))


def test_counts_add_up(rows):
    """Every case is in exactly one outcome; cited right is out of the right ones alone."""
    overall = tally(rows)
    assert overall.outcomes == {"right": 2, "wrong": 1, "declined": 1, "rightly declined": 1, "unscored": 1}
    assert sum(overall.outcomes.values()) == overall.total == 6
    assert (overall.cited_right, overall.cited_of) == (1, 2)


def test_by_type_and_language(rows):
    """The parts add up to the whole, by type and by language."""
    summary = summarize(rows)
    assert list(summary.by_type) == ["change", "lookup", "unanswerable"]
    assert list(summary.by_language) == ["en", "zh"]
    for parts in (summary.by_type, summary.by_language):
        assert sum(part.total for part in parts.values()) == 6
        assert sum(part.ungrounded for part in parts.values()) == summary.overall.ungrounded
    assert summary.by_type["change"].count("wrong") == 1


def test_seconds_are_of_answers(rows):
    """Faults are not timed: a crash makes nothing slower or faster."""
    summary = summarize(rows)
    assert (summary.median_seconds, summary.seconds_95) == (pytest.approx(0.03), pytest.approx(0.05))


def test_percentile_is_the_nearest_rank():
    """The 95th percentile of 20 values is the 19th, of one value that value."""
    assert percentile(range(1, 21), 95) == 19
    assert percentile(range(1, 101), 95) == 95
    assert percentile([7], 95) == 7


def test_closing_line(rows):
    """The last line has the agreed form; rare counts join it only when there is something to count."""
    plain = closing_line(summarize(rows[:1] * 17 + rows[3:4] * 3))
    assert plain == "run: 17 right, 0 wrong, 3 declined of 20; cited right 17 of 17; ungrounded 0; median 10 ms"
    full = closing_line(summarize(rows))
    assert full.startswith(
        "run: 2 right, 1 wrong, 1 declined, 1 rightly declined, 1 unscored of 6; cited right 1 of 2; "
    )
    warned = [dataclasses.replace(rows[0], warnings=rows[1].ungrounded[:1])]
    assert "; warnings 1; median" in closing_line(summarize(warned))
    assert closing_line(summarize(rows[5:])).endswith("median none")
