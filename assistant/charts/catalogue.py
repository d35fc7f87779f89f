"""What a library can be drawn: every chart whose figures it really holds, and the drawing of each.

Sketches are found once for a library and kept as long as it is; a chart is told in a language when it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from weakref import WeakKeyDictionary

from assistant.bodies import group_bodies
from assistant.charts.announced import find_announced
from assistant.charts.book import Book, books_of
from assistant.charts.budget import find_budgets
from assistant.charts.change import find_changes
from assistant.charts.composition import every_composition, find_compositions
from assistant.charts.ranking import find_rankings
from assistant.charts.sketch import Sketch
from assistant.charts.tell import Teller
from assistant.charts.types import KINDS, Chart, Offer
from assistant.library import LibraryView
from assistant.vocabulary import load_vocabulary
from index.errors import MingzhangError

_kept: WeakKeyDictionary[LibraryView, Catalogue] = WeakKeyDictionary()
_own: WeakKeyDictionary[Book, tuple[Sketch, ...]] = WeakKeyDictionary()


def catalogue_of(library: LibraryView) -> Catalogue:
    """The catalogue of an open library or a view of it, made once for as long as that is kept."""
    if library not in _kept or _kept[library].reports != library.reports:
        _kept[library] = Catalogue(library)
    return _kept[library]


def own_sketches(book: Book) -> tuple[Sketch, ...]:
    """What one report alone can be drawn, without its changes: those are of all reports of its body."""
    if book not in _own:
        budgets = tuple(find_budgets(book))
        every = (*find_changes([book]), *every_composition(book), *budgets)
        _own[book] = (*find_announced(book, every), *find_compositions(book), *budgets)
    return _own[book]


class Catalogue:
    """All charts of one library."""

    def __init__(self, library: LibraryView) -> None:
        self.reports = library.reports
        self._bodies = {entity: group[0] for group in group_bodies(library.reports) for entity in group}
        self._books = books_of(library)

    @cached_property
    def sketches(self) -> dict[str, Sketch]:
        """Every chart that can be drawn, by id: announced ones first, then by kind and place."""
        found = sorted(self._find(), key=_place)
        return {sketch.id: sketch for sketch in found}

    def _find(self) -> Iterator[Sketch]:
        groups: dict[tuple[str, str | None, str | None], list[Book]] = defaultdict(list)
        for book in self._books:
            report = book.report
            body = self._bodies.get(report.entity or "", report.file)
            groups[body, report.kind, report.scope].append(book)
            yield from own_sketches(book)
        for group in groups.values():
            yield from find_changes(sorted(group, key=lambda book: book.year or ""))
        yield from find_rankings(self._books, self._bodies)

    def body(self, entity: str | None) -> str | None:
        """The name a body is listed under: bodies whose names differ between reports are one."""
        return self._bodies.get(entity, entity) if entity else None

    def offers(self, language: str = "zh") -> tuple[Offer, ...]:
        """Every chart that can be drawn, its title in `language`."""
        teller = self._teller(language)
        return tuple(teller.offer(sketch) for sketch in self.sketches.values())

    def offer(self, id: str, language: str = "zh") -> Offer:
        """One offer. Raises MingzhangError when the library offers none of that id."""
        return self._teller(language).offer(self._sketch(id))

    def draw(self, id: str, language: str = "zh") -> Chart:
        """One chart. Raises MingzhangError when the library offers none of that id."""
        return self._teller(language).chart(self._sketch(id))

    def _sketch(self, id: str) -> Sketch:
        if id not in self.sketches:
            raise MingzhangError("no such chart can be drawn from this library", id, "Choose one that the list of charts offers.")
        return self.sketches[id]

    def _teller(self, language: str) -> Teller:
        return Teller("en" if language == "en" else "zh", load_vocabulary(), self.reports)


def _place(sketch: Sketch) -> tuple:
    """Announced pictures in the order they are printed, the others by kind and where they are printed."""
    if sketch.announced is not None:
        return 0, sketch.files[-1:], sketch.order, 0
    return 1 + KINDS.index(sketch.kind), sketch.files[-1:], sketch.order, len(sketch.points)
