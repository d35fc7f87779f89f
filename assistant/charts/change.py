"""Charts of change over years, from all reports of one body, kind and scope.

Each year is drawn from its own report, a year without one from what the next year's report says of it. Where a report
says that it restated last year's figures, the years before stand apart: they are on another footing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.charts.sketch import ITEM, WORD, Line, Name, Note, Point, Sketch, common_unit
from assistant.charts.types import CHANGE
from index.checks.concepts import ABROAD, BUYING, CARS, RECEPTION, RUNNING, THREE
from index.checks.intervals import interval_of, value_of
from index.units import MONEY_UNITS

if TYPE_CHECKING:
    from assistant.charts.digest import Digest


def find_changes(digests: Sequence[Digest]) -> Iterator[Sketch]:
    """The changes of one body, in reports of one kind and scope: one sketch for each item, or one for each run of years."""
    ordered = sorted((one for one in digests if one.year), key=lambda one: one.year)
    found = list(_of_items(ordered))
    yield from found
    yield from _parts_of_three(found)


def _parts_of_three(found: Sequence[Sketch]) -> Iterator[Sketch]:
    """The kinds of the three public expenses together, over the years that all of them are told of."""
    for needed, others in (((CARS, RECEPTION), (ABROAD,)), ((RUNNING, RECEPTION), (ABROAD, BUYING))):
        parts = [one for one in found if one.item in (*needed, *others)]
        shared = set.intersection(*(set(one.periods) for one in parts)) if parts else set()
        each = {one.item for one in parts}
        if len(shared) < 2 or len(each) < len(parts) or not each.issuperset(needed):
            continue
        lines = tuple(Line(line.name, tuple(p for p in line.points if p.period in shared)) for one in parts for line in one.lines)
        if common_unit([point for line in lines for point in line.points]):
            notes = tuple(dict.fromkeys(note for one in parts for note in one.notes))
            yield replace(parts[0], item=f"{THREE}：{len(parts)}", subject=Name(WORD, "subject_three"), lines=lines, notes=notes)
            return


def _of_items(ordered: Sequence[Digest]) -> Iterator[Sketch]:
    for concept in dict.fromkeys(concept for digest in ordered for concept in digest.now):
        years = [digest.year for digest in ordered if concept in digest.now]
        if len(set(years)) == len(years):  # of two reports of one year it is not known which holds
            for points, notes in _runs(concept, ordered):
                if len(points) > 1 and common_unit(points) and any(point.value for point in points):
                    yield _sketch(ordered[0], concept, points, notes)


def _runs(concept: str, digests: Sequence[Digest]) -> Iterator[tuple[tuple[Point, ...], list[Note]]]:
    """The years of an item in order, cut where a report restates the year before it, with what is to be told of them."""
    run: dict[str, Point] = {}
    notes: list[Note] = []
    for digest in digests:
        now, before = digest.now.get(concept), digest.before.get(concept)
        if now is None:
            continue
        if before is not None:
            last = str(int(digest.year) - 1)
            differs = last in run and _differ(run[last], before)
            if digest.restated is not None and run and (differs or last not in run):
                yield tuple(run.values()), notes
                run, notes = {last: before}, []
            elif differs:
                notes.append(_told(before, last))
            else:
                run.setdefault(last, before)
        if digest.restated is not None:
            place = (("file", digest.restated.file), ("line", str(digest.restated.line)))
            notes.append(Note("note_restated", place))
        run[digest.year] = now
        run = dict(sorted(run.items()))
    yield tuple(run.values()), notes


def _sketch(digest: Digest, item: str, points: tuple[Point, ...], notes: Sequence[Note]) -> Sketch:
    name, first = Name(ITEM, item), points[-1].facts[0]
    line = Line(name, points)
    return Sketch(CHANGE, digest.report.entity, None, item, name, digest.basis, (line,), None, tuple(notes), order=first.line)


def _differ(own: Point, stated: Point) -> bool:
    """Whether last year's own report prints another figure than this year's report says of that year."""
    if stated.working is None:
        return interval_of(own.facts[0]).gap(interval_of(stated.facts[0])) > 0
    return value_of(own.facts[0]) != _in_yuan(stated)


def _in_yuan(point: Point) -> Decimal:
    return point.value * MONEY_UNITS[point.unit]


def _told(stated: Point, year: str) -> Note:
    ground = stated.grounds[0]
    shown = f"{stated.value}{stated.unit}"
    return Note("note_differs", (("year", year), ("value", shown), ("file", ground.file), ("line", str(ground.line))))
