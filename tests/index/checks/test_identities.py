from __future__ import annotations

from index.checks.identities import check_identities, explain_scope


def outcomes(trials):
    return [(trial.target.item, trial.outcome) for trial in trials]


def test_the_three_kinds_make_up_the_total_wherever_they_stand(fact, ledger):
    """“三公”经费 is the sum of its kinds, however far apart they are told."""
    facts = [
        fact("“三公”经费合计", "46.65", line=1),
        fact("因公出国（境）费用", "0", line=9),
        fact("公务用车运行维护费", "33.90", line=30),
        fact("公务接待费", "12.75", line=60),
    ]
    assert outcomes(check_identities(ledger(*facts))) == [("“三公”经费合计", "agrees")]
    facts[3] = fact("公务接待费", "13.75", line=60)
    assert outcomes(check_identities(ledger(*facts))) == [("“三公”经费合计", "disagrees")]


def test_a_budget_is_not_added_to_an_outturn(fact, ledger):
    """Each basis adds up by itself; a total without its own parts is not tried."""
    facts = [
        fact("“三公”经费", "50.00", basis="预算"),
        fact("公务用车运行维护费", "33.90"),
        fact("公务接待费", "12.75"),
    ]
    assert not list(check_identities(ledger(*facts)))


def test_meetings_and_training_may_be_counted_in(fact, ledger):
    """A report that counts 会议费 and 培训费 in is not contradicted by it."""
    facts = [fact("“三公”经费", "33.50"), fact("公务用车运行维护费", "20.00"), fact("公务接待费", "3.50")]
    facts += [fact("会议费", "6.00"), fact("培训费", "4.00"), fact("因公出国（境）费", "0")]
    assert outcomes(check_identities(ledger(*facts))) == [("“三公”经费", "agrees")]


def test_changes_add_up_as_amounts_do(fact, ledger):
    """The changes of the kinds make up the change of the total, against the same base."""
    base = {"measure": "change", "against": "上年"}
    facts = [fact("“三公”经费", "-5.00", **base), fact("公务接待费", "-1.00", **base)]
    facts += [fact("公务用车运行维护费", "-3.00", **base)]
    assert outcomes(check_identities(ledger(*facts))) == [("“三公”经费", "disagrees")]


def test_income_and_what_was_carried_in_make_up_the_total(fact, ledger):
    """收入总计 is 本年收入 and 年初结转, of one fund and told together."""
    facts = [fact("收入总计", "500.00"), fact("本年收入合计", "450.00"), fact("年初结转和结余", "60.00")]
    assert outcomes(check_identities(ledger(*facts))) == [("收入总计", "disagrees")]
    facts[2] = fact("年初财政拨款结转和结余", "60.00", fund_scope="财政拨款")
    assert not list(check_identities(ledger(*facts)))


def test_a_change_on_another_scope_is_explained(fact, ledger):
    """A change of a total that is the sum of the changes of the three kinds alone has another scope than the total."""
    base = {"measure": "change", "against": "上年"}
    book = ledger(
        fact("“三公”经费", "275.76", **base),
        fact("公务用车购置费", "126.72", **base),
        fact("公务用车运行维护费", "144.71", **base),
        fact("公务接待费", "4.33", **base),
    )
    trial = next(iter(check_identities(book)))
    assert trial.outcome == "agrees"
    assert explain_scope(book, trial) == "total and change on different scopes"
