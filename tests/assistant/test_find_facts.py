"""Facts found by body, year, item, measure and basis, as a program asks for them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.ask import Assistant
from assistant.find_facts import MOST_FACTS, FactQuery
from index.errors import QuestionError


@pytest.mark.parametrize("item", ["公车费", "vehicle costs", "公务用车购置及运行维护费", "公車費用"])
def test_an_item_is_found_by_any_of_its_names(assistant: Assistant, item: str) -> None:
    """Everyday, printed, traditional and English names of an item find the same figures, exact and with their line."""
    found = assistant.find_facts(FactQuery(item=item, measure="change"))
    best = found.facts[0]
    assert (best.fact.value, best.fact.unit, best.line.number) == (Decimal("-49.04"), "万元", 85)
    assert best.line.text == assistant.lines(best.fact.file, 85, 85)[0].text
    assert best.section == assistant.section(best.fact.file, 85)


def test_things_that_cost_are_found_with_their_cost(assistant: Assistant) -> None:
    """What is counted is found as a count first, and what it costs with it."""
    found = assistant.find_facts(FactQuery(item="vehicles"))
    assert (found.facts[0].fact.measure, found.facts[0].fact.value) == ("count", Decimal(10))
    assert any(one.fact.value == Decimal("111.99") for one in found.facts)


def test_filters_hold_for_every_hit(assistant: Assistant) -> None:
    """Year, measure and basis are kept by every fact that is given, and the limit by their number."""
    found = assistant.find_facts(FactQuery(entity="市政府办", year=2022, measure="amount", basis="决算", limit=7))
    assert len(found.facts) == 7 < found.total
    assert {(one.fact.period, one.fact.measure, one.fact.basis) for one in found.facts} == {("2022", "amount", "决算")}


def test_any_budget_is_a_budget(assistant: Assistant) -> None:
    """预算 finds initial and adjusted budgets as well; 年初预算 only itself."""
    every = assistant.find_facts(FactQuery(basis="预算", limit=MOST_FACTS))
    initial = assistant.find_facts(FactQuery(basis="年初预算", limit=MOST_FACTS))
    assert {one.fact.basis for one in every.facts} > {one.fact.basis for one in initial.facts} == {"年初预算"}


def test_what_is_not_held_is_told_with_what_is(assistant: Assistant) -> None:
    """Where nothing fits, the wish that nothing fulfils is named, with what there is instead."""
    found = assistant.find_facts(FactQuery(item="三公", year=2019))
    assert (found.facts, found.total) == ((), 0)
    assert "2019" in found.missing
    assert "2022" in found.missing
    assert "unicorns" in assistant.find_facts(FactQuery(item="unicorns")).missing


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (FactQuery(entity="杭州市财政局"), "巴中市人民政府办公室"),
        (FactQuery(measure="money"), "percent_change"),
        (FactQuery(basis="budget"), "年初预算"),
        (FactQuery(limit=0), str(MOST_FACTS)),
        (FactQuery(item="费" * 3000), "name"),
    ],
)
def test_a_wish_that_cannot_be_understood_is_told_with_the_way_out(assistant: Assistant, query: FactQuery, named: str) -> None:
    """An unknown body, measure or basis is a fault that lists what there is, not an empty result."""
    with pytest.raises(QuestionError) as fault:
        assistant.find_facts(query)
    assert named in str(fault.value)
