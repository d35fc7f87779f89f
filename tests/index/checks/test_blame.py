from __future__ import annotations

import pytest

from index.checks.blame import is_one_slip, settle
from index.checks.parts import sum_trial
from index.checks.types import AGREES, DISAGREES, RATE, Trial


def numbered(fact, *values):
    return [fact(f"项{n}", value, id=f"f{n}", line=n) for n, value in enumerate(values, start=1)]


def test_a_figure_that_several_trials_speak_against_is_the_one(fact):
    """12,142 fits neither its sum nor its rate: one finding, at its line, with what the sum makes of it."""
    total, tax, other = numbered(fact, "6717", "4575", "12142")
    rate = fact("降幅", "-37.8", "%", measure="percent_change", id="rate", line=3)
    trials = [
        sum_trial(total, [tax, other]),
        Trial(RATE, DISAGREES, rate, (rate, other), {rate.id: "-9.7%", other.id: "2146万元"}),
        Trial(RATE, AGREES, tax, (tax, total)),
    ]
    settled = settle(trials)
    assert [(doubted.id, failed[0].expected[doubted.id]) for doubted, failed in settled] == [("f3", "2142万元")]


def test_a_total_is_doubted_where_nothing_else_tells(fact):
    """Of a sum alone the total is the figure that does not follow."""
    assert [doubted.id for doubted, _ in settle([sum_trial(*split(numbered(fact, "90.00", "45.17", "52.28")))])] == [
        "f1"
    ]


def split(facts):
    return facts[0], facts[1:]


def test_a_part_that_one_slip_of_the_keys_explains_is_doubted(fact):
    """Where exactly one figure of the sum is a single wrong digit off, it is that one."""
    settled = settle([sum_trial(*split(numbered(fact, "100.10", "99.85", "0.05")))])
    assert [doubted.id for doubted, _ in settled] == ["f3"]


def test_figures_that_hold_elsewhere_are_believed(fact):
    """A total that fits its rate is not doubted before the parts; the sum is then told at the total's line."""
    total, *parts = numbered(fact, "90.00", "45.17", "52.28")
    other = fact("别处", "90.00", id="other")
    settled = settle([sum_trial(total, parts), Trial(RATE, AGREES, other, (other, total))])
    assert [(doubted.id, len(failed)) for doubted, failed in settled] == [("f1", 1)]


def test_two_causes_are_two_findings(fact):
    """Trials without a figure in common are told apart."""
    first, second = numbered(fact, "9.00", "5.00", "1.00"), numbered(fact, "8.00", "5.00", "1.00")
    second = [fact(f.item, str(f.value), id=f"s{f.line}", line=f.line + 10) for f in second]
    assert len(settle([sum_trial(*split(first)), sum_trial(*split(second))])) == 2


@pytest.mark.parametrize(
    ("printed", "meant", "slip"),
    [
        ("12142", "2142", True),
        ("3.98", "3.89", True),
        ("45.83", "54.38", False),
        ("1.00", "1.05", True),
        ("9", "90", True),
    ],
)
def test_one_slip(printed, meant, slip):
    """One digit wrong, missing, too many, or two swapped is one slip."""
    assert is_one_slip(printed, meant) is slip
