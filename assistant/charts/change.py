"""Charts of change over years: from several reports of a body, and from what one report says of the year before.

The year before is quoted where the report prints it, else worked out from this year's figure and the printed change. It
never sets a budget beside an outturn, nor the figures of one scope beside those of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.calculator import CalculationError, Quantity, derive_prior
from assistant.charts.book import BUDGET, Book, in_form, may_draw
from assistant.charts.sketch import ITEM, Line, Name, Note, Point, Sketch, common_unit, quoted
from assistant.charts.types import CHANGE
from index.checks.comparisons import Comparison, find_comparisons
from index.checks.concepts import bare, concept_of, is_qualified, is_total
from index.checks.intervals import interval_of, judge_rate, value_of
from index.checks.ledger import budget_named, names_year_before
from index.checks.types import DISAGREES
from index.types import Fact
from index.units import MONEY_UNITS

_OTHER_BASIS = re.compile(r"执行|决算|完成|实际")
_OF_MONTHS = frozenset({"月报"})


def find_changes(books: Sequence[Book]) -> Iterator[Sketch]:
    """The changes that reports of one body, kind and scope tell, one sketch for each item."""
    books = [book for book in books if book.year and book.report.kind not in _OF_MONTHS and book.report.kind != "绩效"]
    for concept in dict.fromkeys(concept for book in books for concept in book.concepts):
        sketch = _of_concept(concept, books)
        if sketch is not None:
            yield sketch
    for book in books:
        yield from _of_labels(book)


def _of_concept(concept: str, books: Sequence[Book]) -> Sketch | None:
    """One mandated item over all years that the reports print, give or imply."""
    name = Name(ITEM, concept)
    own: dict[str, Point] = {}
    stated: dict[str, Point] = {}
    notes: list[Note] = []
    for book in books:
        fact = book.amount(concept, book.year, book.bases)
        if fact is None or fact.unit not in MONEY_UNITS:
            continue
        if book.year in own:
            return None  # two reports of one year: which one holds is not known
        own[book.year] = quoted(name, fact, book)
        before = year_before(book, concept, fact, name)
        if before is not None:
            stated[str(int(book.year) - 1)] = before
    for year, point in stated.items():
        differing = _differing(own[year], point) if year in own else []
        restated = point.books[0].restated_at is not None
        if differing and not restated:
            notes += differing
        elif year not in own or differing:
            own[year] = point
            if restated:  # years before stand on another footing
                own = {other: kept for other, kept in own.items() if other >= year}
    points = tuple(own[year] for year in sorted(own))
    if len(points) < 2 or common_unit(points) is None or not any(point.value for point in points):
        return None
    notes += [Note("note_restated", (("file", book.report.file), ("line", str(book.restated_at)))) for book in books if book.restated_at]
    return _sketch(books, concept, name, points, notes)


def _sketch(books: Sequence[Book], item: str, name: Name, points: tuple[Point, ...], notes: Sequence[Note]) -> Sketch:
    first = points[-1].facts[0]
    return Sketch(
        CHANGE, books[0].report.entity, None, item, name, books[0].basis, (Line(name, points),), None, tuple(notes), order=first.line
    )


def _differing(own: Point, stated: Point) -> list[Note]:
    """That last year's own report prints another figure than this year's says of that year."""
    here, there = (value_of(own.facts[0]), _value_in_yuan(stated))
    places = interval_of(own.facts[0])
    if here == there or (stated.working is None and places.gap(interval_of(stated.facts[0])) == 0):
        return []
    ground = stated.grounds[0]
    shown = f"{stated.value}{stated.unit}"
    return [Note("note_differs", (("year", own.period or ""), ("value", shown), ("file", ground.file), ("line", str(ground.line))))]


def _value_in_yuan(point: Point) -> Decimal:
    return point.value * MONEY_UNITS[point.unit]


def year_before(book: Book, concept: str, current: Fact, name: Name) -> Point | None:
    """The figure of the year before an item's: as printed, else worked out from the printed change."""
    before = str(int(book.year) - 1)
    printed = book.amount(concept, before, (*book.bases, "上年决算", None) if book.basis != BUDGET else book.bases)
    if printed is not None and printed.id != current.id:
        return Point(name, before, (printed,), (book,))
    for comparison in _comparisons(book):
        if concept_of(comparison.current) == concept and value_of(comparison.current) == value_of(current):
            return derived(comparison, book, name)
    return None


def _comparisons(book: Book) -> list[Comparison]:
    """The changes against the year before that prose tells with an amount, borne out by the printed rate where there is one."""
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


def derived(one: Comparison, book: Book, name: Name) -> Point | None:
    """The year before, worked out from a figure and its change."""
    current, change = one.current, one.change
    try:
        working = derive_prior(Quantity(current.value, current.unit), Quantity(change.value, change.unit))
    except CalculationError:
        return None
    doubted = book.doubt(current) or book.doubt(change)
    if working.result < 0 or current.unit != change.unit or doubted:
        return None
    return Point(name, str(int(book.year) - 1), (current, change), (book, book), working)


def _of_labels(book: Book) -> Iterator[Sketch]:
    """Items of no mandated name whose change prose tells beside the amount, with a rate that bears both out."""
    done: set[str] = set()
    for one in _comparisons(book):
        label = bare(one.current.item)
        beside = one.current.line == one.change.line and one.current.item == one.change.item and one.current.path == one.change.path
        known = concept_of(one.current) or one.current.code or is_total(label)
        if known or not label or label in done or not beside or not rate_holds(one):
            continue
        name = Name(ITEM, label)
        before = derived(one, book, name)
        if before is not None:
            done.add(label)
            yield _sketch((book,), label, name, (before, quoted(name, one.current, book)), ())

