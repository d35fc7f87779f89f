"""Read one report for charts: its figures by item and year, and the pictures that it gives by itself."""

from __future__ import annotations

from dataclasses import replace

from assistant.charts.announced import find_announced
from assistant.charts.book import Book
from assistant.charts.budget import find_budgets
from assistant.charts.change import find_changes
from assistant.charts.composition import every_composition, once
from assistant.charts.digest import Digest
from assistant.charts.sketch import ITEM, Line, Name, Point, Sketch
from assistant.charts.types import CHANGE
from assistant.charts.years import changes_of_labels, own_year, year_before
from assistant.library import LibraryView
from index.types import Report


def make_digest(library: LibraryView, report: Report) -> Digest:
    """Read one report of a library for charts. Takes some tenths of a second for a long one."""
    book = Book(library, report)
    yearly = book.year is not None and report.kind not in ("月报", "绩效")
    now = own_year(book) if yearly else {}
    restated = book.ground_at(book.restated_at) if book.restated_at is not None else None
    digest = Digest(report, book.basis, now, year_before(book, now) if yearly else {}, frozenset(book.concepts) - set(now), restated)
    compositions, budgets = tuple(every_composition(book)), tuple(find_budgets(book))
    labels = tuple(_change(book, *found) for found in changes_of_labels(book)) if yearly else ()
    announced = find_announced(book, (*find_changes([digest]), *labels, *compositions, *budgets))
    return replace(digest, sketches=(*announced, *once(compositions), *budgets, *labels))


def _change(book: Book, label: str, before: Point, now: Point) -> Sketch:
    name = Name(ITEM, label)
    line = Line(name, (before, now))
    return Sketch(CHANGE, book.report.entity, None, label, name, book.basis, (line,), order=now.facts[0].line)
