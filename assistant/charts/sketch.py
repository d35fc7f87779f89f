"""A chart before its words: which facts it is drawn from. Sketches are found once and told in either language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.calculator import Quantity, Working, convert
from assistant.charts.types import Ground
from index.checks.types import Finding
from index.types import Fact

ITEM, WORD, PLAIN, BODY, SCOPE = "item", "word", "plain", "body", "scope"


@dataclass(frozen=True, slots=True)
class Name:
    """A name to be told: an item or label of a report, a word of the chart's own words, a body (by its file), a scope, or as it is."""

    kind: str
    text: str


@dataclass(frozen=True)
class Point:
    """A figure to be drawn: quoted from `facts[0]`, or the `working`'s result over all `facts`.

    `grounds` are the lines it stands on, those of the figures first; `doubts` is what the checks find wrong with them.
    """

    name: Name
    period: str | None
    facts: tuple[Fact, ...]
    grounds: tuple[Ground, ...]
    working: Working | None = None
    doubts: tuple[Finding, ...] = ()

    @property
    def value(self) -> Decimal:
        """The figure in `unit`."""
        if self.working is not None:
            return self.working.result
        assert self.facts[0].value is not None
        return self.facts[0].value

    @property
    def unit(self) -> str:
        """The printed unit, or the working's."""
        return self.working.unit if self.working is not None else self.facts[0].unit


@dataclass(frozen=True)
class Line:
    """The points of one series."""

    name: Name
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Note:
    """A sentence to be told: its key and holes; a hole's value may be a Name."""

    key: str
    holes: tuple[tuple[str, str | Name], ...] = ()


@dataclass(frozen=True)
class Sketch:
    """What would be drawn. `entity` is the body as its reports name it, None where several bodies are drawn.

    `item` names what it is of, `subject` how it is told; `order` is where a report prints it; `way` is the word for how a
    total is divided.
    """

    kind: str
    entity: str | None
    year: int | None
    item: str
    subject: Name
    basis: str
    lines: tuple[Line, ...]
    whole: Point | None = None
    notes: tuple[Note, ...] = ()
    announced: Ground | None = None
    order: int = 0
    way: str | None = None

    @property
    def id(self) -> str:
        """A name that stays the same as long as the reports are the same."""
        places = sorted({(ground.file, ground.line) for point in self.points for ground in point.grounds})
        caption = str(self.announced.line) if self.announced else ""
        text = "\n".join((self.kind, self.item, self.basis, str(self.year), caption, repr(places)))
        return f"{self.kind}-{hashlib.blake2s(text.encode(), digest_size=6).hexdigest()}"

    @property
    def points(self) -> tuple[Point, ...]:
        """All its points."""
        return tuple(point for line in self.lines for point in line.points)

    @property
    def files(self) -> tuple[str, ...]:
        """The reports its figures are from."""
        return tuple(dict.fromkeys(fact.file for point in self.points for fact in point.facts))

    @property
    def periods(self) -> tuple[str, ...]:
        """The years of its points, in order."""
        return tuple(sorted({point.period for point in self.points if point.period}))

    def with_announced(self, ground: Ground) -> Sketch:
        """The same drawn under a caption of the report's own."""
        return replace(self, announced=ground)


def common_unit(points: Sequence[Point]) -> str | None:
    """The unit all points can be drawn in: their own, or the largest money unit printed; None where they share none."""
    units = list(dict.fromkeys(point.unit for point in points))
    if len(units) == 1:
        return units[0]
    order = ("元", "千元", "万元", "百万元", "亿元")
    if not all(unit in order for unit in units):
        return None
    return max(units, key=order.index)


def in_unit(point: Point, unit: str) -> tuple[Decimal, Working | None]:
    """(value in `unit`, the working that led to it). Units of money are converted exactly, with the working."""
    if point.unit == unit:
        return point.value, point.working
    step = convert(Quantity(point.value, point.unit), unit)
    if point.working is None:
        return step.result, step
    _, space, rest = step.expression.partition(" ")
    return step.result, Working(f"({point.working.expression}){space}{rest}", step.result, unit, step.exact)
