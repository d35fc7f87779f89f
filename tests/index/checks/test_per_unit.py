from __future__ import annotations

from index.checks.per_unit import check_per_unit


def told(fact, item, value, unit, count="2", counted="辆"):
    return [
        fact("公务用车运行维护费", "7.94"),
        fact("公务接待费", "12.75"),
        fact("公务用车保有量" if counted == "辆" else "国内公务接待", count, counted, measure="count"),
        fact(item, value, unit),
    ]


def outcome(trials):
    return [(trial.outcome, trial.kind if trial.outcome == "disagrees" else "") for trial in trials]


def test_cost_a_vehicle(fact, ledger):
    """7.94万元 for 2 vehicles is 3.97万元 each: 3.97元 lost its unit, 2.97万元 does not follow."""
    assert outcome(check_per_unit(ledger(*told(fact, "车均运行维护费", "3.97", "万元")))) == [("agrees", "")]
    assert outcome(check_per_unit(ledger(*told(fact, "车均运行维护费", "3.97", "元")))) == [("disagrees", "unit")]
    wrong = check_per_unit(ledger(*told(fact, "车均运行维护费", "2.97", "万元")))
    assert outcome(wrong) == [("disagrees", "the figure per unit does not follow from amount and count")]


def test_cost_a_guest(fact, ledger):
    """12.75万元 for 1,420 guests is 89.79元 each, in another unit than the amount."""
    right = told(fact, "人均接待费", "89.79", "元", "1420", "人次")
    assert outcome(check_per_unit(ledger(*right))) == [("agrees", "")]
    wrong = told(fact, "人均接待费", "89.79", "万元", "1420", "人次")
    assert outcome(check_per_unit(ledger(*wrong))) == [("disagrees", "unit")]


def test_without_a_count_nothing_is_said(fact, ledger):
    """A figure per head of something that is not counted in the report is left alone."""
    assert not list(check_per_unit(ledger(fact("公务接待费", "12.75"), fact("人均接待费", "89.79", "元"))))
