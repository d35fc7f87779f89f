"""What one report says of each mandated item: of its own year, and of the year before.

The year before is quoted where the report prints it, else worked out from this year's figure and the printed change. A
budget is never set beside an outturn, and a change counts only where the printed rate, if there is one, bears it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.calculator import CalculationError, Quantity, derive_prior
from assistant.charts.book import BUDGET, Book, in_form, may_draw
from assistant.charts.sketch import ITEM, Name, Point
from index.checks.comparisons import Comparison, find_comparisons
from index.checks.concepts import bare, concept_of, is_qualified, is_total
from index.checks.intervals import interval_of, judge_rate, value_of
from index.checks.ledger import budget_named, names_year_before
from index.checks.types import DISAGREES
from index.types import Fact
from index.units import MONEY_UNITS

_OTHER_BASIS = re.compile(r"执行|决算|完成|实际")


def own_year(book: Book) -> dict[str, Point]:
    """The mandated items whose amount of the report's own year is sure, in print order."""
    found = {}
    for concept in book.concepts:
        fact = book.amount(concept, book.year, book.bases)
        if fact is not None and fact.unit in MONEY_UNITS:
            found[concept] = book.point(Name(ITEM, concept), fact)
    return found


def year_before(book: Book, now: dict[str, Point]) -> dict[str, Point]:
    """The same items of the year before, as far as the report prints or implies them."""
    comparisons = _comparisons(book)
    found = {}
    for concept, point in now.items():
        before = _printed(book, concept, point) or _implied(book, concept, point, comparisons)
        if before is not None:
            found[concept] = before
    return found


def _printed(book: Book, concept: str, point: Point) -> Point | None:
    before = str(int(book.year) - 1)
    bases = book.bases if book.basis == BUDGET else (*book.bases, "上年决算", None)
    fact = book.amount(concept, before, bases)
    return book.point(point.name, fact) if fact is not None and fact.unit in MONEY_UNITS else None


def _implied(book: Book, concept: str, point: Point, comparisons: list[Comparison]) -> Point | None:
    for one in comparisons:
        if concept_of(one.current) == concept and value_of(one.current) == value_of(point.facts[0]):
            return _before(one, book, point.name)
    return None


def changes_of_labels(book: Book) -> Iterator[tuple[str, Point, Point]]:
    """(label, the year before, the report's year) of items of no mandated name: amount, change and rate stand together."""
    done: set[str] = set()
    for one in _comparisons(book):
        label = bare(one.current.item)
        beside = one.current.line == one.change.line and one.current.item == one.change.item and one.current.path == one.change.path
        known = concept_of(one.current) or one.current.code or is_total(label)
        if known or not label or label in done or not beside or not rate_holds(one):
            continue
        before = _before(one, book, Name(ITEM, label))
        if before is not None:
            done.add(label)
            yield label, before, book.point(Name(ITEM, label), one.current)


def _comparisons(book: Book) -> list[Comparison]:
    """The changes against the year before that prose tells with an amount."""
    return [one for one in find_comparisons(book.ledger) if one.current is not None and one.change is not None and _holds(one, book)]


def _holds(one: Comparison, book: Book) -> bool:
    current, change = one.current, one.change
    exact = may_draw(current) and may_draw(change) and current.unit in MONEY_UNITS and change.unit in MONEY_UNITS
    if not exact or in_form(current) or is_qualified(current) or current.period != book.year:
        return False
    if current.basis not in (*book.bases, None) or not _against_year_before(change, book):
        return False
    return rate_holds(one) is not False


def _against_year_before(change: Fact, book: Book) -> bool:
    """Whether a change is against the year before on the report's own basis."""
    if not names_year_before(change.against, change):
        return False
    if book.basis == BUDGET:
        return not _OTHER_BASIS.search(change.against or "")
    return not budget_named(change.against) and "预算" not in (change.against or "")


def rate_holds(one: Comparison) -> bool | None:
    """Whether the printed rate follows from amount and change; None where no rate is printed."""
    if one.rate is None or one.rate.value is None:
        return None
    before = interval_of(one.current) - interval_of(one.change)
    point = value_of(one.current) - value_of(one.change)
    if point <= 0 or before.low <= 0:
        return False
    return judge_rate(one.rate, interval_of(one.change).over(before), value_of(one.change) / point) != DISAGREES


def _before(one: Comparison, book: Book, name: Name) -> Point | None:
    """The year before of a comparison: its printed base, where it fits, else worked out; None where figures contradict."""
    current, change, base = one.current, one.change, one.base
    before = str(int(book.year) - 1)
    if current.unit != change.unit or book.doubt(current) or book.doubt(change):
        return None
    try:
        working = derive_prior(Quantity(current.value, current.unit), Quantity(change.value, change.unit))
    except CalculationError:
        return None
    if working.result < 0:
        return None
    if base is not None and may_draw(base) and base.unit in MONEY_UNITS and base.period == before:
        fits = interval_of(base).gap(interval_of(current) - interval_of(change)) == 0
        return book.point(name, base) if fits else None
    return book.worked_out(name, before, working, current, change)
