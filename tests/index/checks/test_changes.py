from __future__ import annotations

import pytest

from index.checks.changes import check_changes


def told(fact, current="40.14", change="-6.51", rate="-13.95", **more):
    """镇“三公”经费40.14万元，比2022年减少6.51万元，下降13.95%."""
    facts = [fact("“三公”经费", current)] if current else []
    if change:
        facts.append(fact("“三公”经费", change, measure="change", against="2022年", **more))
    if rate:
        facts.append(fact("“三公”经费", rate, "%", measure="percent_change", against="2022年"))
    return facts


def failed(trials):
    return [trial for trial in trials if trial.outcome == "disagrees"]


def test_a_rate_is_the_change_over_what_was_before(fact, ledger):
    """6.51 of 46.65 is 13.95 %: current, change and rate agree."""
    assert [trial.outcome for trial in check_changes(ledger(*told(fact)))] == ["agrees"]


@pytest.mark.parametrize(
    ("current", "change", "rate", "kind"),
    [
        ("40.14", "-6.51", "-16.22", "rate divided by the current year"),
        ("2.14", "1.14", "1.14", "amount printed as the rate"),
        ("40.14", "-6.51", "-1.395", "decimal point of the rate"),
        ("40.14", "-6.51", "13.95", "wording and figures go in opposite directions"),
        ("40.14", "-6.51", "-19.35", "the rate does not follow from the amounts"),
    ],
)
def test_a_rate_that_does_not_follow_is_told_by_what_it_is(fact, ledger, current, change, rate, kind):
    """A rate of the wrong base, an amount in the rate's place, a slipped point and a wrong sign each have their kind."""
    trials = failed(check_changes(ledger(*told(fact, current, change, rate))))
    assert [(trial.kind, trial.target.measure) for trial in trials] == [(kind, "percent_change")]


def test_a_change_in_the_wrong_unit_is_found(fact, ledger):
    """减少6.51元 where 6.51万元 fits amount and rate: the unit slipped, the rate did not."""
    facts = told(fact)
    facts[1] = fact("“三公”经费", "-6.51", "元", measure="change", against="2022年")
    trials = failed(check_changes(ledger(*facts)))
    assert [(trial.kind, trial.target.measure, trial.certain) for trial in trials] == [("unit", "change", True)]


def test_a_printed_base_is_compared_too(fact, ledger):
    """1,000.86 less 807.95 is 192.91, not the printed 275.76."""
    base = fact("“三公”经费", "807.95", period="2022")
    change = fact("“三公”经费", "275.76", measure="change", against="上年")
    trials = failed(check_changes(ledger(fact("“三公”经费", "1000.86"), base, change)))
    assert [trial.expected[trial.target.id] for trial in trials] == ["192.91万元"]


def test_a_base_of_zero_has_no_rate(fact, ledger):
    """From 0 to 0.50 as 增长100% is a way of speaking, not an error."""
    assert not failed(check_changes(ledger(*told(fact, "0.50", "0.50", "100"))))


def test_a_line_that_compares_on_another_scope_is_left_alone(fact, ledger):
    """同口径 and 剔除 say that the base is not the printed one."""
    facts = [fact("“三公”经费", "15.00", period="2022"), *told(fact, "12.50", "-1.50", "-10.71")]
    texts = {1: "“三公”经费12.50万元，剔除划转车辆后比2022年减少1.50万元，下降10.71%"}
    assert not failed(check_changes(ledger(*facts, texts=texts)))


def test_each_base_has_its_own_change(fact, ledger):
    """Last year and the budget side by side are not mixed up: both rates fit their own base."""
    facts = told(fact, "46.65", "-4.35", "-8.53") + [
        fact("“三公”经费", "-1.35", measure="change", against="年初预算数"),
        fact("“三公”经费", "-2.81", "%", measure="percent_change", against="年初预算数"),
    ]
    assert [trial.outcome for trial in check_changes(ledger(*facts))] == ["agrees", "agrees"]


def test_a_rate_that_fits_the_figure_before_is_a_doubtful_reading(fact, ledger):
    """Where the rate belongs to the amount told one earlier, nothing is said against the report."""
    facts = [
        fact("累计完成", "6717"),
        fact("当月完成", "1126"),
        fact("当月完成", "-3422", measure="change", against="上年同期"),
        fact("当月完成", "-33.75", "%", measure="percent_change", against="上年同期"),
    ]
    assert not failed(check_changes(ledger(*facts)))
