from __future__ import annotations

import pytest

from index.checks.completion import check_completion


def told(fact, rate, against="预算", budgets=(("预算", "3.00"),), done="1.71"):
    planned = [fact("“三公”经费", value, basis=basis) for basis, value in budgets]
    outturn = [fact("“三公”经费", done)]
    return [*planned, *outturn, fact("“三公”经费", rate, "%", measure="completion_rate", against=against)]


@pytest.mark.parametrize(
    ("rate", "outcome", "kind"),
    [
        ("57", "agrees", "the completion rate does not follow from outturn and budget"),
        ("43", "disagrees", "unspent share printed as the completion rate"),
        ("1.71", "disagrees", "amount printed as the rate"),
        ("5.7", "disagrees", "decimal point of the rate"),
        ("75", "disagrees", "the completion rate does not follow from outturn and budget"),
    ],
)
def test_a_completion_rate_is_outturn_over_budget(fact, ledger, rate, outcome, kind):
    """1.71 of 3.00 is 57 %; what is printed in its stead is told by what it is."""
    (trial,) = check_completion(ledger(*told(fact, rate)))
    assert (trial.outcome, trial.kind) == (outcome, kind)


def test_an_unnamed_budget_may_be_any_that_is_printed(fact, ledger):
    """完成预算 without a name is doubted only if it fits neither the first budget nor the adjusted one."""
    budgets = (("年初预算", "1000.00"), ("调整预算", "1100.00"))
    for rate, outcome in (("95.00", "agrees"), ("104.50", "agrees"), ("90.00", "disagrees")):
        (trial,) = check_completion(ledger(*told(fact, rate, budgets=budgets, done="1045.00")))
        assert trial.outcome == outcome


def test_a_named_budget_that_is_not_printed_is_no_base(fact, ledger):
    """完成全年预算的95% is not held against 年初预算, the only budget printed."""
    facts = told(fact, "95.00", "调整预算", (("年初预算", "1000.00"),), "1045.00")
    assert not list(check_completion(ledger(*facts)))


def test_what_was_carried_over_may_be_counted_into_the_budget(fact, ledger):
    """787.65 of 381.85 and 420.41 carried over is 98.18 %."""
    facts = told(fact, "98.18", budgets=(("调整预算", "381.85"),), done="787.65")
    facts.insert(1, fact("年初结转和结余数", "420.41"))
    assert not list(check_completion(ledger(*facts)))
