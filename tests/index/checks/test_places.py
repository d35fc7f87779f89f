from __future__ import annotations

from index.checks.places import check_places


def outcomes(trials):
    return [(trial.target.line, trial.outcome, trial.kind) for trial in trials]


def test_a_mandated_figure_is_one_wherever_it_is_printed(fact, ledger):
    """机关运行经费 told twice with two figures is found at the place with less behind it; prose is doubted before tables."""
    table = {"table": 1, "row": 1, "column": "决算数"}
    facts = [fact("机关运行经费", "205.30", line=4), fact("机关运行经费", "250.30", line=20, **table)]
    assert outcomes(check_places(ledger(*facts))) == [(4, "disagrees", "two places give different figures")]
    assert not outcomes(check_places(ledger(facts[0])))


def test_rounded_to_another_unit_is_one_figure(fact, ledger):
    """2,146万元 and 0.21亿元 agree, 28.40万元 and 284,000元 too."""
    facts = [fact("“三公”经费", "2146"), fact("“三公”经费", "0.21", "亿元", line=9)]
    assert [trial.outcome for trial in check_places(ledger(*facts))] != ["disagrees"]


def test_a_slipped_unit_is_told(fact, ledger):
    """0.30万元 in prose for 0.30亿元 in the statement is a question of the unit."""
    facts = [fact("财政拨款收入总计", "0.30", line=4), fact("财政拨款收入总计", "3000.00", line=9)]
    assert [trial.kind for trial in check_places(ledger(*facts))] == ["unit"]


def test_other_periods_bases_and_funds_are_other_figures(fact, ledger):
    """Last year, the budget and a single fund are not compared with this year's outturn of all funds."""
    facts = [
        fact("收入总计", "500.00"),
        fact("收入总计", "480.00", period="2022"),
        fact("收入总计", "450.00", basis="年初预算"),
        fact("财政拨款收入总计", "400.00"),
        fact("局本级收入总计", "300.00"),
    ]
    assert not list(check_places(ledger(*facts)))
