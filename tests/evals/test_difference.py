"""What counts as worse than the accepted run, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evals.accepted import AcceptedRun, accept
from evals.difference import compare
from evals.run import run_cases
from evals.types import Finding, Solver


@pytest.fixture
def rows(make_case, make_answer):
    """Four right cases of one question file."""
    cases = [make_case(id=f"q{number}", source=f"c.jsonl:{number}") for number in range(4)]
    return run_cases(cases, Solver(lambda question: make_answer()))


@pytest.fixture
def changed(rows):
    """The rows with fields of the first changed."""
    return lambda **changes: (replace(rows[0], **changes), *rows[1:])


LOOSE = (Finding("text", "7", "in no cited line"),)


def told(difference, name="regressions"):
    return [(change.case, change.what) for change in getattr(difference, name)]


def test_the_same_run_differs_in_nothing(rows):
    """Two runs alike: no regression, nothing better, changed or new."""
    difference = compare(accept(rows), rows)
    assert difference.passes
    assert not any(getattr(difference, name) for name in ("better", "changed", "new", "excused"))


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"outcome": "declined", "miss": "planning", "cited": None}, "right → declined (planning)"),
        ({"outcome": "wrong", "miss": "unit", "cited": None}, "wrong now: right → wrong (unit)"),
        ({"outcome": "unscored", "miss": "fault", "cited": None}, "no score now: right → unscored (fault)"),
        ({"cited": False, "miss": "citation"}, "its citation is lost"),
        ({"ungrounded": LOOSE}, "ungrounded: 7 in text"),
        ({"warnings": (Finding("citation", "[1]", "not verbatim"),)}, "a cited text is not the line of the report"),
        ({"warnings": (Finding("working", "1 + 1 = 3", "does not hold"),)}, "warnings 0 → 1"),
    ],
)
def test_each_regression_is_told(rows, changed, changes, what):
    """Whatever is worse fails, and says which case and what."""
    difference = compare(accept(rows), changed(**changes))
    assert not difference.passes
    assert ("c/q0", what) in told(difference)


def test_declined_to_wrong_is_worse(rows, changed):
    """A new wrong answer fails though nothing right was lost."""
    before = accept(changed(outcome="declined", cited=None))
    difference = compare(before, changed(outcome="wrong", miss="planning", cited=None))
    assert told(difference) == [("c/q0", "wrong now: declined → wrong (planning)")]


def test_fewer_cases_are_worse(rows):
    """A case that is not asked any more fails, and so does its kind."""
    difference = compare(accept(rows), rows[:3])
    assert [case for case, _ in told(difference)] == ["c/q3", "c"]


def test_what_is_better_or_only_changed_passes(rows, changed):
    """A declined case that is right now, and other figures with the same outcome, are told and pass."""
    worse = changed(outcome="declined", miss="planning", cited=None)
    assert told(compare(accept(worse), rows), "better") == [("c/q0", "declined (planning) → right")]
    other = changed(answer={**rows[0].answer, "figures": []})
    difference = compare(accept(rows), other)
    assert difference.passes
    assert told(difference, "changed") == [("c/q0", "other figures")]


def test_new_cases_are_told_and_not_judged(rows, changed):
    """A case that was not accepted yet may be wrong, but may hold no ungrounded number."""
    accepted = accept(rows[1:])
    difference = compare(accepted, changed(outcome="wrong", miss="planning", cited=None))
    assert difference.passes
    assert told(difference, "new") == [("c/q0", "wrong (planning)")]
    assert not compare(accepted, changed(ungrounded=LOOSE)).passes


def test_the_documented_noise_excuses_declines_only(rows, changed):
    """A case known to flip, or as many a kind as are tolerated, may be declined or lose its citation; none may be wrong."""
    declined = changed(outcome="declined", miss="planning", cited=None)
    flips = AcceptedRun(accept(rows).cases, {"c/q0": "known"})
    for accepted, tolerance in ((flips, 0), (accept(rows), 1)):
        difference = compare(accepted, declined, tolerance)
        assert difference.passes
        assert told(difference, "excused") == [("c/q0", "right → declined (planning)")]
        assert not compare(accepted, changed(outcome="wrong", cited=None), tolerance).passes
        assert not compare(accepted, changed(ungrounded=LOOSE), tolerance).passes
    two = (*declined[:1], replace(rows[1], outcome="declined", cited=None), *rows[2:])
    assert told(compare(accept(rows), two, 1)) == [("c/q1", "right → declined"), ("c", "the kind falls from 4 right to 2")]
