from __future__ import annotations

from index.checks.comparisons import find_comparisons


def change(fact, item, value, **more):
    return fact(item, value, measure="change", **{"against": "上年", **more})


def rate(fact, item, value, **more):
    return fact(item, value, "%", measure="percent_change", **{"against": "上年", **more})


def test_a_change_goes_with_the_last_amount_of_its_item(fact, ledger):
    """Of two amounts in a paragraph the change belongs to that of its own item."""
    facts = [fact("公务接待费", "3.00"), fact("会议费", "9.00"), change(fact, "公务接待费", "1.00")]
    (comparison,) = find_comparisons(ledger(*facts))
    assert (comparison.current.printed, comparison.rate) == ("3.00万元", None)


def test_a_budget_is_the_base_and_not_the_current_figure(fact, ledger):
    """比年初预算43.50万元减少3.36万元: the budget told last is the base."""
    facts = [fact("“三公”经费", "40.14"), fact("“三公”经费", "43.50", basis="年初预算")]
    (comparison,) = find_comparisons(ledger(*facts, change(fact, "“三公”经费", "-3.36", against="年初预算")))
    assert (comparison.current.printed, comparison.base.printed) == ("40.14万元", "43.50万元")


def test_an_item_without_an_amount_nearby_is_looked_up(fact, ledger):
    """较上年下降8.38% with the amounts in a table alone: both are found there."""
    place = {"table": 1, "row": 1}
    facts = [
        rate(fact, "“三公”经费", "-8.38"),
        fact("“三公”经费", "12.46", column="2023年", line=5, **place),
        fact("“三公”经费", "13.60", column="2022年", line=5, period="2022", **place),
    ]
    (comparison,) = find_comparisons(ledger(*facts))
    assert (comparison.current.printed, comparison.base.printed) == ("12.46万元", "13.60万元")


def test_one_print_for_income_and_spending_keeps_its_pairs(fact, ledger):
    """收、支总计各增加100.00万元，增长8.81%: each side's change goes with its own side's rate."""
    sides = ("收入总计", "支出总计")
    facts = [fact(side, "1234.56") for side in sides]
    facts += [change(fact, side, "100.00") for side in sides] + [rate(fact, side, "8.81") for side in sides]
    pairs = [(c.current.item, c.change.item, c.rate.item) for c in find_comparisons(ledger(*facts))]
    assert pairs == [(side, side, side) for side in sides]


def test_a_figure_of_another_section_is_none_of_it(fact, ledger):
    """An amount of the same name in another chapter is not what a change is told of."""
    facts = [fact("支出", "9.00", section=("二、收入",)), change(fact, "支出", "1.00", section=("八、绩效",))]
    (comparison,) = find_comparisons(ledger(*facts))
    assert comparison.current is None
