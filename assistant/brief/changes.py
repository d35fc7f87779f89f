"""The changes, rates and shares that a report prints of a figure: beside it, or in a sentence of their own.

A change and a rate that cannot both be the figure's own are not taken for its: one of them is of something else. Whether
figures of a report contradict each other is told by its checks, not here.
"""

from __future__ import annotations

from decimal import Decimal

from assistant.brief.figures import Figures, Found, bare_label, in_form
from assistant.evidence import beside
from index.checks.intervals import interval_of, is_money, judge_rate, value_of
from index.checks.ledger import names_year_before
from index.checks.types import DISAGREES
from index.types import Fact

YEARLY = ("change", "percent_change")
LINES_ON = 3
HUNDRED = Decimal(100)


def told_of(figures: Figures, found: Found, measure: str) -> list[Fact]:
    """The printed figures of a measure that are told of a found figure, those beside it first.

    `measure` is change, percent_change (both against the year before), share or completion_rate.
    """
    if measure not in YEARLY:
        return _told(figures, found, measure)
    changes, rates = _told(figures, found, "change"), _told(figures, found, "percent_change")
    valued = [fact for fact in changes if fact.value is not None]
    if valued and found.fact.measure == "amount" and any(rate.value is not None for rate in rates):
        rates = [rate for rate in rates if _fits(found.fact, valued[0], rate)]
        changes = changes if rates else []
    return changes if measure == "change" else rates


def _told(figures: Figures, found: Found, measure: str) -> list[Fact]:
    told = [fact for one in (found.fact, *found.same) for fact in _beside(figures, one, measure)]
    return list(dict.fromkeys(told or _apart(figures, found.fact, measure)))


def _beside(figures: Figures, fact: Fact, measure: str) -> list[Fact]:
    """Of the same item in the same line or paragraph."""
    return [
        other for other in figures.reading.facts
        if other.measure == measure and other.item == fact.item and other.period == fact.period
        and (beside(other, fact) or _next_to(other, fact)) and _is_of(other, fact)
        and (measure not in YEARLY or other.against is None or names_year_before(other.against, fact))
    ]  # fmt: skip


def _apart(figures: Figures, fact: Fact, measure: str) -> list[Fact]:
    """Changes told in a sentence of their own that names the same mandated item (与上年相比：三公经费增加…)."""
    concept = figures.concept(fact)
    if concept is None or measure not in YEARLY or fact.measure != "amount":
        return []
    return [
        other for other in figures.reading.facts
        if other.measure == measure and other.table is None and other.period == fact.period and names_year_before(other.against, fact)
        and not figures.is_part(other) and not in_form(other) and _is_of(other, fact)
        and concept in (figures.concept(other), bare_label(other.item) if other.path == ("收支总计",) else None)
    ]  # fmt: skip


def _is_of(other: Fact, fact: Fact) -> bool:
    """Whether a change is in the kind of unit that the figure is in: a change of a count is none of an amount."""
    return other.measure != "change" or other.value is None or is_money(other.unit) == is_money(fact.unit)


def _next_to(other: Fact, fact: Fact) -> bool:
    """Whether a figure is told in the text right after: the same section, the next lines."""
    return fact.table is None and other.table is None and other.section == fact.section and 0 <= other.line - fact.line <= LINES_ON


def _fits(fact: Fact, change: Fact, rate: Fact) -> bool:
    """Whether a printed rate follows from a figure and its printed change, as near as the print can tell.

    A rate that was divided by this year's figure is a report's common slip, told by its checks: it is of this figure too.
    """
    if rate.value is None or change.value is None or not is_money(change.unit):
        return False
    before = value_of(fact) - value_of(change)
    computed = interval_of(change).over(interval_of(fact) - interval_of(change))
    if not before:
        return rate.value == HUNDRED  # from nothing: some print 100 %
    if computed is None:
        return False
    if judge_rate(rate, computed, value_of(change) / before) != DISAGREES:
        return True
    slipped = interval_of(change).over(interval_of(fact))
    return slipped is not None and judge_rate(rate, slipped, value_of(change) / value_of(fact)) != DISAGREES
