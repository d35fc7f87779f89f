from __future__ import annotations

import pytest

from index.checks.ledger import Ledger
from index.checks.prior_year import check_prior_year, is_year_before, same_body

LAST = {"file": "report-2022.txt", "year": 2022}


def last_year(fact, reading, value="14.00", **changes):
    told = fact("“三公”经费", value, period="2022", file="report-2022.txt")
    return reading(told, **{**LAST, **changes})


def this_year(fact, reading, *facts, **changes):
    derived = [fact("“三公”经费", "12.50"), fact("“三公”经费", "-2.50", measure="change", against="2022年")]
    return Ledger(reading(*(facts or derived), **changes))


def outcomes(trials):
    return [trial.outcome for trial in trials]


def test_what_last_year_was_is_what_last_year_said(fact, reading):
    """12.50 after a fall of 2.50 makes 15.00 of last year; last year's report says 14.00."""
    trials = list(check_prior_year(this_year(fact, reading), [last_year(fact, reading)]))
    assert [(trial.outcome, trial.other_file, trial.facts[1].printed) for trial in trials] == [
        ("disagrees", "report-2022.txt", "14.00万元")
    ]
    assert outcomes(check_prior_year(this_year(fact, reading), [last_year(fact, reading, "15.00")])) == ["agrees"]


def test_a_printed_last_year_is_compared_too(fact, reading):
    """上年15.20万元 is compared with last year's report as it stands."""
    ledger = this_year(fact, reading, fact("“三公”经费", "15.20", period="2022"))
    assert outcomes(check_prior_year(ledger, [last_year(fact, reading)])) == ["disagrees"]


def test_a_report_that_restates_is_believed(fact, reading):
    """重新列示 and 剔除 say that last year's figures are of another make."""
    ledger = this_year(fact, reading, texts={5: "为便于比较，2022年数已重新列示。"})
    assert not list(check_prior_year(ledger, [last_year(fact, reading)]))


@pytest.mark.parametrize(
    "changes", [{"year": 2021}, {"kind": "预算"}, {"scope": "本级"}, {"entity": "白云县农业局"}, {"entity": None}]
)
def test_other_years_kinds_scopes_and_bodies_are_not_last_year(fact, reading, changes):
    """Only last year's report of the same body, kind and scope is compared."""
    assert not list(check_prior_year(this_year(fact, reading), [last_year(fact, reading, **changes)]))
    assert not is_year_before(last_year(fact, reading, **changes).report, this_year(fact, reading).reading.report)


def test_a_body_with_and_without_its_region_is_one():
    """焦岩镇 is 重庆市涪林区焦岩镇人民政府; an office of a government is not the government."""
    assert same_body("焦岩镇", "重庆市涪林区焦岩镇人民政府")
    assert not same_body("白云县人民政府", "白云县人民政府办公室")
    assert not same_body("审计局", None)
