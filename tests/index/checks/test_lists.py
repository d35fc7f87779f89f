from __future__ import annotations

from index.checks.lists import check_lists


def test_a_total_of_what_stands_above(fact, ledger):
    """以上三项合计 is the sum of the three figures before it, no more and no fewer."""
    listed = [fact(name, "10.00", line=n) for n, name in enumerate("甲乙丙丁", start=1)]
    for value, outcome in (("30.00", "agrees"), ("40.00", "disagrees")):
        (trial,) = check_lists(ledger(*listed, fact("以上三项合计", value, line=5)))
        assert (trial.outcome, len(trial.facts)) == (outcome, 4)


def test_a_total_of_a_list_begins_at_its_heading(fact, ledger):
    """以上支出合计 without a number takes what stands under the same heading."""
    facts = [fact("学费", "99.00", section=("收入",)), *(fact(name, "10.00", section=("支出",)) for name in "甲乙")]
    (trial,) = check_lists(ledger(*facts, fact("以上支出合计", "20.00", section=("支出",))))
    assert trial.outcome == "agrees"


def test_a_closing_total_in_a_sentence(fact, ledger):
    """A sentence that lists its parts and ends with 合计 adds up."""
    text = "按经济分类：工资福利支出801.24万元；商品和服务支出150.98万元，合计982.36万元。"
    place = {"path": ("按经济分类",)}
    facts = [fact("工资福利支出", "801.24", **place), fact("商品和服务支出", "150.98", **place)]
    (trial,) = check_lists(ledger(*facts, fact("按经济分类", "982.36", **place), texts={1: text}))
    assert (trial.outcome, trial.expected[trial.target.id]) == ("disagrees", "952.22万元")
