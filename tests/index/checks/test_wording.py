from __future__ import annotations

import pytest

from index.checks.wording import check_wording


def told(fact, text, done, planned="1000.00"):
    facts = [fact("支出", planned, basis="年初预算"), fact("支出", done)]
    return facts, {1: text.format(planned=planned, done=done)}


@pytest.mark.parametrize(
    ("words", "done", "outcome"),
    [
        ("决算数小于预算数", "950.00", "agrees"),
        ("决算数大于预算数", "950.00", "disagrees"),
        ("决算数大于预算数", "1050.00", "agrees"),
        ("决算数等于预算数", "950.00", "disagrees"),
        ("决算数与预算数持平", "1000.00", "agrees"),
    ],
)
def test_words_agree_with_figures(fact, ledger, words, done, outcome):
    """决算数大于预算数 needs an outturn above the budget, 等于 and 持平 one that is equal."""
    facts, texts = told(fact, "年初预算为{planned}万元，支出决算为{done}万元。" + words + "的主要原因是…", done)
    assert [trial.outcome for trial in check_wording(ledger(*facts, texts=texts))] == [outcome]


def test_nearly_equal_is_a_matter_of_taste(fact, ledger):
    """基本持平 is not held against the figures."""
    facts, texts = told(fact, "年初预算为{planned}万元，支出决算为{done}万元。决算数与预算数基本持平。", "950.00")
    assert not list(check_wording(ledger(*facts, texts=texts)))


def test_unchanged_needs_the_same_figure_last_year(fact, ledger):
    """与2022年持平 is held against last year's figure where that is printed."""
    texts = {1: "公务接待费决算3.50万元，与2022年持平。"}
    for before, outcome in (("3.50", "agrees"), ("4.50", "disagrees")):
        facts = [
            fact("公务接待费", "3.50"),
            fact("公务接待费", before, period="2022", line=7, table=1, row=1, column="2022年决算"),
        ]
        assert [trial.outcome for trial in check_wording(ledger(*facts, texts=texts))] == [outcome]
