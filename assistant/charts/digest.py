"""What one report gives to charts, found once: its own pictures, and its figures for pictures of several reports.

A digest is small: it holds the figures that are drawn with the lines they stand on, not the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.charts.announced import find_announced
from assistant.charts.book import Book
from assistant.charts.budget import find_budgets
from assistant.charts.composition import every_composition, once
from assistant.charts.sketch import ITEM, Line, Name, Point, Sketch
from assistant.charts.types import CHANGE, Ground
from assistant.charts.years import changes_of_labels, own_year, year_before
from assistant.library import LibraryView
from index.types import Report


@dataclass(frozen=True)
class Digest:
    """One report: the mandated items of its own year (`now`) and of the year before, those it prints but not surely
    (`unsure`), the line that says last year's figures were restated, and the pictures of this report alone.
    """

    report: Report
    basis: str
    now: Mapping[str, Point]
    before: Mapping[str, Point]
    unsure: frozenset[str]
    restated: Ground | None
    sketches: tuple[Sketch, ...] = ()

    @property
    def year(self) -> str:
        """The report's year as figures bear it, "" where it is not known."""
        return str(self.report.year) if self.report.year else ""


def make_digest(library: LibraryView, report: Report) -> Digest:
    """Read one report of a library for charts. Takes some tenths of a second for a long one."""
    from assistant.charts.change import find_changes

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
