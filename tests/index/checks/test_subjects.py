from __future__ import annotations

import pytest

from index.checks.subjects import check_subjects

FUND = "一般公共预算财政拨款"


def statement(fact, fund=FUND):
    rows = (
        ("住房保障支出", "3503499", "221", ()),
        ("住房改革支出", "3503499", "22102", ("住房保障支出",)),
        ("住房公积金", "3503499", "2210201", ("住房保障支出", "住房改革支出")),
    )
    return [
        fact(name, value, "元", code=code, path=path, table=1, row=n, column="合计", line=50 + n, fund_scope=fund)
        for n, (name, value, code, path) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ("住房公积金（2210201）", ()),
        ("住房保障支出（类）住房改革支出（款）住房公积金（项）", ()),
        ("住房公积金", ("住房保障支出", "住房改革支出")),
        ("“住房保障支出”科目", ()),
    ],
)
def test_a_subject_in_prose_is_that_of_the_statement(fact, ledger, item, path):
    """By code, by its three levels or by the name of its class, a subject has the statement's figure: 350.35, not 352.67."""
    for value, outcome in (("350.35", "agrees"), ("352.67", "disagrees")):
        trials = list(check_subjects(ledger(fact(item, value, path=path, fund_scope=FUND), *statement(fact))))
        assert [trial.outcome for trial in trials] == [outcome]


def test_another_fund_is_another_figure(fact, ledger):
    """A subject of 政府性基金 is not that of the statement of 一般公共预算."""
    told = fact("住房公积金（2210201）", "352.67", fund_scope="政府性基金预算财政拨款")
    assert not list(check_subjects(ledger(told, *statement(fact))))


def test_a_name_without_its_levels_is_no_subject(fact, ledger):
    """住房公积金 alone may be the economic item or the functional one; it is not compared."""
    assert not list(check_subjects(ledger(fact("住房公积金", "352.67", fund_scope=FUND), *statement(fact))))
