"""What a library can be drawn: every chart whose figures it really holds, and the drawing of each.

Sketches are found once for a library and kept as long as it is; a chart is told in a language when it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

from assistant.charts.change import find_changes
from assistant.charts.digest import Digest
from assistant.charts.ranking import find_rankings
from assistant.charts.read_digest import make_digest
from assistant.charts.sketch import Sketch
from assistant.charts.tell import Teller
from assistant.charts.types import KINDS, Chart, Offer
from assistant.held_bodies import group_bodies
from assistant.library import LibraryView
from assistant.vocabulary import load_vocabulary
from index.errors import MingzhangError

_kept: WeakKeyDictionary[LibraryView, Catalogue] = WeakKeyDictionary()


def catalogue_of(library: LibraryView) -> Catalogue:
    """The catalogue of an open library or a view of it, made once for as long as that is kept: a long one takes seconds."""
    if library not in _kept or _kept[library].reports != library.reports:
        _kept[library] = Catalogue([make_digest(library, report) for report in library.reports])
    return _kept[library]


class Catalogue:
    """All charts of some reports, each read before (`make_digest`). It holds no library open."""

    def __init__(self, digests: Sequence[Digest]) -> None:
        self.reports = tuple(digest.report for digest in digests)
        self._digests = tuple(digests)
        self._bodies = {entity: group[0] for group in group_bodies(self.reports) for entity in group}

    @cached_property
    def sketches(self) -> dict[str, Sketch]:
        """Every chart that can be drawn, by id: announced ones first, then by kind and place."""
        return {sketch.id: sketch for sketch in sorted(self._find(), key=_place)}

    def _find(self) -> Iterator[Sketch]:
        groups: dict[tuple[str, str | None, str | None], list[Digest]] = defaultdict(list)
        for digest in self._digests:
            report = digest.report
            body = self._bodies.get(report.entity or "", report.file)
            groups[body, report.kind, report.scope].append(digest)
            yield from digest.sketches
        for group in groups.values():
            yield from find_changes(group)
        yield from find_rankings(self._digests, self._bodies)

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
